// build.mjs: reads src/ and the packages, makes dist/: index.html, assets with hashed names, manifest.json
//
// The C build embeds what dist/manifest.json lists, so dist/ is committed and needs no Node.  Same sources and
// same package-lock.json, same bytes: test/bundle.test.mjs rebuilds and compares.
import * as esbuild from 'esbuild';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { countries } from './map.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const BUDGET = 250_000; // bytes of compressed script in all

const TYPES = {
    html: 'text/html; charset=utf-8',
    js: 'text/javascript; charset=utf-8',
    css: 'text/css; charset=utf-8',
    json: 'application/json',
    svg: 'image/svg+xml',
};

const hash = (bytes) => createHash('sha256').update(bytes).digest('hex').slice(0, 8);

export async function build(out) {
    const files = new Map(); // path in dist -> bytes
    const add = (name, ext, bytes) => {
        const path = `assets/${name}-${hash(bytes)}.${ext}`;
        files.set(path, Buffer.from(bytes));
        return path;
    };
    const world = add('world', 'json', JSON.stringify(countries()));
    const icon = add('icon', 'svg', readFileSync(join(here, 'src/icon.svg')));
    const shared = { bundle: true, minify: !process.env.PLAIN, write: false, charset: 'utf8', legalComments: 'none', absWorkingDir: here };
    const css = await esbuild.build({ ...shared, entryPoints: ['src/css/all.css'] });
    const style = add('app', 'css', css.outputFiles[0].contents);
    const js = await esbuild.build({
        ...shared,
        entryPoints: ['src/main.ts'],
        format: 'esm',
        target: 'es2022',
        define: { WORLD_URL: JSON.stringify('/' + world) },
    });
    const script = add('app', 'js', js.outputFiles[0].contents);
    const page = readFileSync(join(here, 'src/index.html'), 'utf8')
        .replace('@ICON@', '/' + icon).replace('@STYLE@', '/' + style).replace('@SCRIPT@', '/' + script);
    files.set('index.html', Buffer.from(page));

    const paths = [...files.keys()].sort();
    const manifest = { files: paths.map((path) => ({ path, type: TYPES[path.split('.').pop()] })) };
    files.set('manifest.json', Buffer.from(JSON.stringify(manifest, null, 1) + '\n'));

    rmSync(out, { recursive: true, force: true });
    mkdirSync(join(out, 'assets'), { recursive: true });
    for (const [path, bytes] of files) writeFileSync(join(out, path), bytes);

    const scripts = paths.filter((p) => p.endsWith('.js')).reduce((n, p) => n + gzipSync(files.get(p), { level: 9 }).length, 0);
    for (const p of paths) console.log(`${p}  ${files.get(p).length} bytes, ${gzipSync(files.get(p), { level: 9 }).length} compressed`);
    if (scripts > BUDGET) throw new Error(`the script is ${scripts} bytes compressed; the budget is ${BUDGET}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(join(here, process.argv[2] ?? 'dist'));
