// run.mjs: runs the tests of this folder; says clearly what is not run and why.  Ends 77 (meson's "skipped") when
// the packages are not installed, or when there is no Chromium and only the bundle could be tested.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
if (!existsSync(join(web, 'node_modules', 'playwright-core'))) {
    console.log('SKIPPED: the packages of web/package-lock.json are not installed (cd web && npm ci)');
    process.exit(77);
}
const { missing } = await import('./stand.mjs');
const why = missing();
const steps = [['tsc', [join('node_modules', 'typescript', 'bin', 'tsc'), '--noEmit', '-p', '.']],
    ...(why ? ['bundle'] : ['bundle', 'views', 'filters', 'evidence', 'axe']).map((name) => [name, ['--test', `test/${name}.test.mjs`]])];
let bad = 0;
for (const [, args] of steps) bad ||= spawnSync(process.execPath, args, { cwd: web, stdio: 'inherit' }).status ?? 1;
if (why) console.log(`SKIPPED, what needs a browser: ${why}`);
process.exit(bad || (why ? 77 : 0));
