// What WebAssembly makes of the test data is, byte for byte, what the native program makes of it:
//   node run.mjs MODULE.wasm NATIVE TESTDATA
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const [, , module, native, testdata] = process.argv;
const wasm = readFileSync(module);
const { instance } = await WebAssembly.instantiate(wasm, {});
const { memory, input, make_cog, output, output_len } = instance.exports;

function inWasm(file, options) {
  const bytes = readFileSync(file);
  const at = input(bytes.length);
  new Uint8Array(memory.buffer).set(bytes, at);
  const status = make_cog(...options);
  return { status, made: Buffer.from(new Uint8Array(memory.buffer, output(), output_len())) };
}

function natively(file, options) {
  const { status, stdout, stderr } = spawnSync(native, [file, ...options], { maxBuffer: 1 << 28 });
  if (status !== 0 && status !== 1) throw new Error(`${native} ${file}: ${stderr}`);
  return { status, made: stdout };
}

const NONE = 1, LZW = 5, DEFLATE = 8;
const cases = [["terrain.tif", [512, NONE, 0]], ["terrain.tif", [256, LZW, 1]], ["terrain.tif", [128, DEFLATE, 0]]];
for (const name of readdirSync(testdata).filter((name) => name.endsWith(".tif")).sort()) {
  cases.push([name, [512, DEFLATE, 1]]);
}

let failed = 0, cogs = 0, milliseconds = 0;
for (const [name, options] of cases) {
  const file = join(testdata, name);
  const began = performance.now();
  const ours = inWasm(file, options);
  milliseconds += performance.now() - began;
  const theirs = natively(file, options);
  cogs += ours.status === 0;
  if (ours.status !== theirs.status || !ours.made.equals(theirs.made)) {
    failed++;
    const say = ({ status, made }) => (status === 0 ? `${made.length} bytes` : made.toString());
    console.log(`${name} [${options}] differs: WebAssembly ${say(ours)}, native ${say(theirs)}`);
  } else if (ours.status !== 0 && !name.startsWith("bad_")) {
    console.log(`${name} [${options}]: ${ours.made}`);
  }
}
console.log(
  `${cases.length} files, ${cogs} COGs, ${cases.length - cogs} errors, ${failed} different; ` +
    `module of ${wasm.length} bytes, ${milliseconds.toFixed(0)} ms in it, ${memory.buffer.byteLength >> 20} MiB of memory`,
);
process.exit(failed === 0 && cogs > 0 ? 0 : 1);
