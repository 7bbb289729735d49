import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isAssetId, type ServiceStatus } from "@gve/types";
import type { FastifyInstance } from "fastify";
import { BlobFolder } from "./blobs/blob-folder.ts";
import { BuildCache } from "./blobs/build-cache.ts";
import { SqliteBuildIndex } from "./blobs/sqlite-build-index.ts";
import { AssetCompiler, type CompilerSettings } from "./compile/compiler.ts";
import { RecipeInspector } from "./compile/inspector.ts";
import type { AccessRules } from "./http/access.ts";
import { assetRoutes, recipeRoutes } from "./http/asset-routes.ts";
import { buildRoutes } from "./http/build-routes.ts";
import { libraryRoutes } from "./http/library-routes.ts";
import { asProblem, problemDetails } from "./http/problems.ts";
import { createServer, withTextBodies } from "./http/server.ts";
import { sessionRoutes } from "./http/session-routes.ts";
import { acceptSockets } from "./http/upgrades.ts";
import { InstanceLock } from "./instance-lock.ts";
import { AssetLibrarian } from "./librarian/librarian.ts";
import { MaterialLibrarian } from "./librarian/materials.ts";
import { SampleLibrary } from "./librarian/samples.ts";
import { pageServices } from "./page-services.ts";
import { registerPages } from "./pages/index.ts";
import { recipeProblem } from "./problem.ts";
import { SqliteJobStore } from "./queue/sqlite-job-store.ts";
import { AssetHub } from "./sockets/assets-socket.ts";
import { Connections } from "./sockets/connections.ts";
import { serveEvents } from "./sockets/events-socket.ts";
import { SqliteDatabase } from "./store/sqlite-database.ts";
import { MIGRATIONS } from "./store/sqlite-schema.ts";
import { SqliteStore } from "./store/sqlite-store.ts";

export const VERSION = "0.1.0";

export interface ArchitectOptions {
  readonly dataFolder: string;
  /** Folder with `catalogue.json` and the sample recipes. */
  readonly samplesFolder: string;
  /** Folder with the built files of the Forge. */
  readonly staticFolder: string;
  /** Module that exports `createEngine`. */
  readonly engineModule: string;
  readonly rules: AccessRules;
  readonly compiler: CompilerSettings;
  readonly logLevel: string;
}

/** A data folder that another server uses. */
export interface FolderInUse {
  /** Address of that server; empty when it is still starting. */
  readonly heldBy: string;
}

/** The server with all its parts, put together from the embedded implementations. */
export class Architect {
  readonly #lock: InstanceLock;
  readonly #database: SqliteDatabase;
  readonly #server: FastifyInstance;
  readonly #store: SqliteStore;
  readonly #jobs: SqliteJobStore;
  readonly #inspector: RecipeInspector;
  readonly #hub: AssetHub;
  readonly #connections = new Connections();
  readonly #samples: SampleLibrary;
  readonly #options: ArchitectOptions;
  readonly #startedAt = new Date().toISOString();
  readonly librarian: AssetLibrarian;
  readonly compiler: AssetCompiler;
  readonly cache: BuildCache;

  private constructor(
    options: ArchitectOptions,
    lock: InstanceLock,
    database: SqliteDatabase,
    blobs: BlobFolder,
    server: FastifyInstance,
  ) {
    const onError = (error: unknown): void => server.log.error(error);
    const engine = { engineModule: options.engineModule, heartbeatMs: options.compiler.leaseMs / 8 };
    this.#options = options;
    this.#lock = lock;
    this.#database = database;
    this.#server = server;
    this.#store = new SqliteStore(database);
    this.#jobs = new SqliteJobStore(database);
    this.#inspector = new RecipeInspector(engine, async (id) => (isAssetId(id) ? this.#store.load(id) : null));
    const keyOf = async (...input: Parameters<RecipeInspector["examine"]>): Promise<string> => {
      const { cacheKey, diagnostics } = await this.#inspector.examine(...input);
      if (cacheKey === undefined) throw recipeProblem(diagnostics);
      return cacheKey;
    };
    this.cache = new BuildCache(blobs, new SqliteBuildIndex(database), keyOf);
    this.librarian = new AssetLibrarian(this.#store, this.#inspector);
    this.compiler = new AssetCompiler({
      store: this.#store,
      jobs: this.#jobs,
      cache: this.cache,
      inspector: this.#inspector,
      engine,
      settings: options.compiler,
      // What somebody looks at comes before the rest.
      priorityOf: (id) => (this.#hub.isFollowed(id) ? "HIGH" : "NORMAL"),
      onError,
    });
    this.#samples = new SampleLibrary(options.samplesFolder);
    const { librarian, compiler, cache } = this;
    this.#hub = new AssetHub({ store: this.#store, librarian, compiler, cache, onError });
  }

  /** Opens the data folder and starts everything but listening. */
  static async open(options: ArchitectOptions): Promise<Architect | FolderInUse> {
    await mkdir(options.dataFolder, { recursive: true });
    const lock = InstanceLock.acquire(options.dataFolder);
    if ("heldBy" in lock) return lock;
    const database = new SqliteDatabase(join(options.dataFolder, "architect.sqlite"), MIGRATIONS);
    const blobs = await BlobFolder.open(options.dataFolder);
    const server = await createServer({ rules: options.rules, logLevel: options.logLevel, version: VERSION });
    const architect = new Architect(options, lock, database, blobs, server);
    await architect.cache.repair(async (id) => (await architect.#store.load(id)) !== null);
    await architect.#registerRoutes();
    await architect.#hub.start();
    await architect.compiler.start();
    return architect;
  }

  /** Listens; resolves with the address to open. */
  async listen(port: number): Promise<string> {
    const { rules } = this.#options;
    await this.#server.listen({ host: rules.host, port });
    const address = this.#server.server.address();
    const openPort = typeof address === "object" && address !== null ? address.port : port;
    const name = rules.host.includes(":") ? `[${rules.host}]` : rules.host;
    const url = `http://${name}:${openPort}/`;
    this.#lock.announce(url);
    return url;
  }

  /** Makes assets of the samples, once per data folder; what an unclean end left out is made up for. Returns how many. */
  async seed(): Promise<number> {
    const marker = join(this.#options.dataFolder, "samples-added");
    if (existsSync(marker)) return 0;
    const made = await this.#samples.seed(this.librarian);
    await writeFile(marker, "");
    return made;
  }

  /** Ends every connection and process; what is saved stays, and running compiles are taken up at the next start. */
  async close(): Promise<void> {
    this.#connections.closeAll();
    await this.#hub.stop();
    await this.#server.close();
    await this.compiler.stop();
    await this.#inspector.close();
    this.#database.close();
    this.#lock.release();
  }

  async status(): Promise<ServiceStatus> {
    const { waiting, running } = await this.#jobs.counts();
    const engineError = await this.#inspector.describe().then(
      () => null,
      (error: unknown) => asProblem(error).message,
    );
    return {
      version: VERSION,
      started_at: this.#startedAt,
      engine_ready: engineError === null,
      ...(engineError === null ? {} : { engine_error: engineError }),
      compile_workers: this.#options.compiler.workerCount,
      waiting_jobs: waiting,
      running_jobs: running,
      asset_count: await this.#store.count(),
      connected_clients: this.#connections.count,
    };
  }

  async #registerRoutes(): Promise<void> {
    const server = this.#server;
    const { rules, staticFolder } = this.#options;
    const { librarian, compiler, cache } = this;
    const materials = new MaterialLibrarian(this.#inspector);
    assetRoutes(server, librarian);
    await withTextBodies(server, (scope) => {
      recipeRoutes(scope, librarian, this.#inspector);
    });
    buildRoutes(server, librarian, compiler, cache);
    libraryRoutes(server, materials, this.#samples, () => this.status());
    await sessionRoutes(server, rules);
    await registerPages(server, {
      services: pageServices({
        librarian,
        compiler,
        cache,
        materials,
        samples: this.#samples,
        store: this.#store,
        inspector: this.#inspector,
      }),
      staticRoot: staticFolder,
      describeProblem: (error) => problemDetails(asProblem(error)),
    });
    this.#acceptSockets();
  }

  #acceptSockets(): void {
    const onError = (error: unknown): void => this.#server.log.error(error);
    acceptSockets(
      this.#server.server,
      this.#options.rules,
      new Map([
        [
          "/ws/events",
          (socket, query) => {
            this.#connections.add(socket);
            serveEvents(socket, query.get("after"), this.#store, this.compiler, onError).catch(onError);
          },
        ],
        [
          "/ws/assets",
          (socket) => {
            this.#connections.add(socket);
            this.#hub.serve(socket);
          },
        ],
      ]),
      (line) => this.#server.log.warn(line),
    );
  }
}
