import type { AssetId, Diagnostic } from "@gve/types";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ClaimedJob, JobOrder, JobStore } from "./job-store.ts";

/** A queue under test. */
export interface JobStoreUnderTest {
  readonly jobs: JobStore;
  /** Ends it without a farewell and opens what it left, as after a crash. */
  reopen(): Promise<JobStoreUnderTest>;
  close(): Promise<void>;
}

const LEASE_MS = 1000;
const FAILURE: Diagnostic = { code: "compile.failed", severity: "error", pointer: "", message: "no" };

const id = (value: number): AssetId => String(value) as AssetId;

function order(value: number, version: number, changes: Partial<JobOrder> = {}): JobOrder {
  return { assetId: id(value), version, priority: "NORMAL", options: {}, forced: false, ...changes };
}

/** What every implementation of `JobStore` does. */
export function jobStoreConformance(name: string, open: () => Promise<JobStoreUnderTest>): void {
  describe(`${name} as a queue`, () => {
    let subject: JobStoreUnderTest;
    beforeEach(async () => {
      subject = await open();
    });
    afterEach(() => subject.close());

    const claim = (now = 0) => subject.jobs.claim("me", now, LEASE_MS);
    const mustClaim = async (now = 0): Promise<ClaimedJob> => {
      const job = await claim(now);
      if (job === null) throw new Error("there is no job to claim");
      return job;
    };
    const state = async (value: number) => (await subject.jobs.find(id(value)))?.state ?? null;

    test("an order comes out as it went in, once", async () => {
      const wanted = order(1, 3, { priority: "HIGH", options: { volume_resolution: 64 }, forced: true });
      await subject.jobs.request(wanted);
      expect(await claim()).toMatchObject({ ...wanted, attempts: 1 });
      expect(await claim()).toBeNull();
      expect(await subject.jobs.counts()).toEqual({ waiting: 0, running: 1 });
    });

    test("the highest priority comes first, then the longest waiting", async () => {
      await subject.jobs.request(order(1, 1, { priority: "LOW" }));
      await subject.jobs.request(order(2, 1));
      await subject.jobs.request(order(3, 1, { priority: "IMMEDIATE" }));
      await subject.jobs.request(order(4, 1));
      await subject.jobs.request(order(5, 1, { priority: "HIGH" }));
      const turns: string[] = [];
      for (let job = await claim(); job !== null; job = await claim()) turns.push(job.assetId);
      expect(turns).toEqual(["3", "5", "2", "4", "1"]);
    });

    test("the newest version of an asset replaces the others", async () => {
      await subject.jobs.followSave(order(1, 1), 1);
      await subject.jobs.followSave(order(1, 3), 2);
      await subject.jobs.followSave(order(1, 2), 3);
      expect(await claim()).toMatchObject({ version: 3 });
      expect(await claim()).toBeNull();
      expect(await subject.jobs.cursor()).toBe(3);
    });

    test("a newer version takes a running job from its worker", async () => {
      await subject.jobs.followSave(order(1, 1), 1);
      const old = await mustClaim();
      await subject.jobs.followSave(order(1, 2), 2);
      expect(await subject.jobs.renew(old.assetId, old.token, 10, LEASE_MS)).toBe("lost");
      expect(await subject.jobs.settle(old.assetId, old.token, { state: "done" })).toBe(false);
      expect(await subject.jobs.putBack(old.assetId, old.token)).toBe(false);
      const next = await mustClaim();
      expect(next).toMatchObject({ version: 2, attempts: 1 });
      expect(next.token).toBeGreaterThan(old.token);
    });

    test("an order of a save that is handed in again has no effect", async () => {
      await subject.jobs.followSave(order(1, 1), 5);
      const job = await mustClaim();
      await subject.jobs.followSave(order(1, 1), 5);
      expect(await subject.jobs.settle(job.assetId, job.token, { state: "done" })).toBe(true);
      await subject.jobs.followSave(order(1, 1), 5);
      expect(await claim()).toBeNull();
      expect(await subject.jobs.cursor()).toBe(5);
    });

    test("a request joins a job of the same version and options and raises its priority", async () => {
      await subject.jobs.request(order(1, 1, { priority: "LOW" }));
      await subject.jobs.request(order(2, 1));
      await subject.jobs.request(order(1, 1, { priority: "HIGH" }));
      const job = await mustClaim();
      expect(job).toMatchObject({ assetId: "1", priority: "HIGH" });
      await subject.jobs.request(order(1, 1));
      expect(await subject.jobs.renew(job.assetId, job.token, 0, LEASE_MS)).toBe("renewed");
    });

    test("a request for other options, or a forced one, replaces a job", async () => {
      for (const changes of [
        { options: { splat_iterations: 3 } },
        { options: { splat_iterations: 3 }, forced: true },
      ]) {
        await subject.jobs.request(order(1, 1));
        const job = await mustClaim();
        await subject.jobs.request(order(1, 1, changes));
        expect(await subject.jobs.renew(job.assetId, job.token, 0, LEASE_MS)).toBe("lost");
        expect(await mustClaim()).toMatchObject(changes);
        await subject.jobs.followDelete(id(1), 0);
      }
    });

    test("a request for an older version changes nothing, and one for a finished job starts it again", async () => {
      await subject.jobs.followSave(order(1, 2), 1);
      await subject.jobs.request(order(1, 1));
      const job = await mustClaim();
      expect(job.version).toBe(2);
      await subject.jobs.settle(job.assetId, job.token, { state: "failed", error: FAILURE });
      expect(await subject.jobs.find(id(1))).toMatchObject({ state: "failed", error: FAILURE });
      await subject.jobs.request(order(1, 2));
      expect(await subject.jobs.find(id(1))).toMatchObject({ state: "waiting", error: null });
    });

    test("a job ends once", async () => {
      await subject.jobs.request(order(1, 1));
      const { assetId, token } = await mustClaim();
      expect(await subject.jobs.settle(assetId, token, { state: "done" })).toBe(true);
      expect(await subject.jobs.settle(assetId, token, { state: "failed", error: FAILURE })).toBe(false);
      expect(await state(1)).toBe("done");
    });

    test("a lease that is over frees the job and makes its token stale", async () => {
      await subject.jobs.request(order(1, 1));
      const first = await mustClaim(0);
      expect(await subject.jobs.renew(first.assetId, first.token, 500, LEASE_MS)).toBe("renewed");
      expect(await subject.jobs.expire(1500)).toBe(0);
      expect(await subject.jobs.expire(1501)).toBe(1);
      expect(await subject.jobs.renew(first.assetId, first.token, 1501, LEASE_MS)).toBe("lost");
      const second = await mustClaim(1502);
      expect(second).toMatchObject({ attempts: 2 });
      expect(await subject.jobs.settle(first.assetId, first.token, { state: "done" })).toBe(false);
      expect(await subject.jobs.settle(second.assetId, second.token, { state: "done" })).toBe(true);
    });

    test("a job that is put back counts its attempts", async () => {
      await subject.jobs.request(order(1, 1));
      const { assetId, token } = await mustClaim();
      expect(await subject.jobs.putBack(assetId, token)).toBe(true);
      expect(await mustClaim()).toMatchObject({ attempts: 2 });
    });

    test("a waiting job is cancelled at once, a running one is asked to end", async () => {
      await subject.jobs.request(order(1, 1));
      expect(await subject.jobs.cancel(id(1))).toBe(true);
      expect(await state(1)).toBe("cancelled");
      expect(await claim()).toBeNull();
      expect(await subject.jobs.cancel(id(1))).toBe(false);
      expect(await subject.jobs.cancel(id(2))).toBe(false);

      await subject.jobs.request(order(2, 1));
      const job = await mustClaim();
      expect(await subject.jobs.cancel(id(2))).toBe(true);
      expect(await state(2)).toBe("running");
      expect(await subject.jobs.renew(job.assetId, job.token, 0, LEASE_MS)).toBe("cancel_requested");
      expect(await subject.jobs.settle(job.assetId, job.token, { state: "cancelled" })).toBe(true);
      expect(await state(2)).toBe("cancelled");
    });

    test("a cancel outlives its server", async () => {
      await subject.jobs.request(order(1, 1));
      await mustClaim();
      await subject.jobs.cancel(id(1));
      subject = await subject.reopen();
      expect(await subject.jobs.reclaim("the next server")).toBe(1);
      expect(await state(1)).toBe("cancelled");
    });

    test("jobs of a server that is gone are taken up without counting the attempt", async () => {
      await subject.jobs.followSave(order(1, 1), 7);
      await subject.jobs.followSave(order(2, 1), 8);
      const lost = await mustClaim();
      subject = await subject.reopen();
      expect(await subject.jobs.cursor()).toBe(8);
      expect(await subject.jobs.reclaim("the next server")).toBe(1);
      expect(await subject.jobs.settle(lost.assetId, lost.token, { state: "done" })).toBe(false);
      expect(await subject.jobs.counts()).toEqual({ waiting: 2, running: 0 });
      expect(await subject.jobs.claim("the next server", 0, LEASE_MS)).toMatchObject({ attempts: 1 });
      expect(await subject.jobs.reclaim("the next server")).toBe(0);
    });

    test("the job of a deleted asset is gone", async () => {
      await subject.jobs.followSave(order(1, 1), 1);
      const job = await mustClaim();
      await subject.jobs.followDelete(id(1), 2);
      expect(await subject.jobs.renew(job.assetId, job.token, 0, LEASE_MS)).toBe("lost");
      expect(await subject.jobs.find(id(1))).toBeNull();
      expect(await subject.jobs.cursor()).toBe(2);
    });

    test("the cursor never goes back", async () => {
      await subject.jobs.advance(9);
      await subject.jobs.advance(4);
      expect(await subject.jobs.cursor()).toBe(9);
    });
  });
}
