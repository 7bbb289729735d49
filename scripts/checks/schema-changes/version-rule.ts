// The version rule: a breaking change raises the major of SCHEMA_VERSION, an addition the minor.
import { type Change, isBreaking } from "./changes.ts";

/** Why the rule is broken, or nothing. */
export function versionProblem(changes: Change[], before: string, after: string): string | undefined {
  const [oldMajor, oldMinor] = parts(before);
  const [major, minor] = parts(after);
  const breaking = changes.some(isBreaking);
  if (major < oldMajor || (major === oldMajor && minor < oldMinor))
    return `version ${after} is below the blessed ${before}`;
  if (breaking && major === oldMajor) return `breaking changes need version ${oldMajor + 1}.0, not ${after}`;
  if (changes.length > 0 && major === oldMajor && minor === oldMinor) {
    return `additions need version ${oldMajor}.${oldMinor + 1}, not ${after}`;
  }
  return undefined;
}

function parts(version: string): [number, number] {
  const match = /^(\d+)\.(\d+)$/.exec(version);
  if (!match) throw new Error(`${version} is no version: major.minor is one`);
  return [Number(match[1]), Number(match[2])];
}

/** The changes for people, the breaking ones first. */
export function report(changes: Change[]): string {
  const lines = [...changes]
    .sort((a, b) => Number(isBreaking(b)) - Number(isBreaking(a)))
    .map((change) => {
      const kind = isBreaking(change) ? "breaking" : "addition";
      return `${kind} (${change.form}: ${change.breaks.join(", ")}) ${change.place}: ${change.what}`;
    });
  return lines.join("\n");
}
