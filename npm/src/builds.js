// Worker builds, best first, and whether they run here. A module with an instruction that is unknown here does not even start, so each is asked for.

const HEADER = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const ONE_FUNCTION = [3, 2, 1, 0];
const GIVES_VECTOR = [1, 5, 1, 0x60, 0, 1, 0x7b];
// i32.const 0, i8x16.splat
const VECTOR = [0x41, 0, 0xfd, 0x0f];

const isValid = (...sections) => {
  try {
    return WebAssembly.validate(new Uint8Array([...HEADER, ...sections.flat()]));
  } catch {
    return false;
  }
};

const hasSimd = () => isValid(GIVES_VECTOR, ONE_FUNCTION, [10, 8, 1, 6, 0], VECTOR, [0x0b]);

// f32x4.relaxed_madd of three vectors
const hasRelaxedSimd = () => isValid(GIVES_VECTOR, ONE_FUNCTION, [10, 19, 1, 17, 0], VECTOR, VECTOR, VECTOR, [0xfd, 0x85, 0x02, 0x0b]);

// A shared memory, and i32.atomic.load from it
const hasAtomics = () =>
  isValid([1, 4, 1, 0x60, 0, 0], ONE_FUNCTION, [5, 4, 1, 3, 1, 1], [10, 11, 1, 9, 0, 0x41, 0, 0xfe, 0x10, 2, 0, 0x1a, 0x0b]);

const BUILDS = [
  { name: "fast", runsHere: (isolated) => isolated && hasAtomics() && hasRelaxedSimd() },
  { name: "threads", runsHere: (isolated) => isolated && hasAtomics() && hasSimd() },
  { name: "compat", runsHere: () => hasSimd() },
];

/** Names of the builds that run here, best first. `isolated`: true if memory may be shared with workers. */
export function usableBuilds(isolated) {
  return BUILDS.filter((build) => build.runsHere(isolated)).map((build) => build.name);
}
