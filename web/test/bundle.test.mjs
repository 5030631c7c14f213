// bundle.test.mjs: building src/ again gives dist/ as it is committed, byte for byte; the lock names no registry
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';
import { remove, scratch } from './stand.mjs';

const web = join(dirname(fileURLToPath(import.meta.url)), '..');
const files = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()).map((f) => relative(folder, join(f.parentPath ?? f.path, f.name))).sort();

test('dist/ is what src/ makes', async () => {
    const out = scratch();
    try {
        await build(out);
        const dist = join(web, 'dist');
        assert.deepEqual(files(dist), files(out), 'run "make web" and commit web/dist');
        for (const f of files(out)) assert.ok(readFileSync(join(dist, f)).equals(readFileSync(join(out, f))), `${f} differs: run "make web" and commit web/dist`);
        const listed = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')).files.map((f) => f.path);
        assert.deepEqual([...listed, 'manifest.json'].sort(), files(dist));
    } finally {
        remove(out);
    }
});

test('the page needs nothing but itself', () => {
    const page = readFileSync(join(web, 'dist', 'index.html'), 'utf8');
    assert.doesNotMatch(page, /https?:|style=|<script>|\son\w+=/);
    const sources = readdirSync(join(web, 'src'), { recursive: true }).filter((f) => f.endsWith('.ts'));
    for (const f of sources) assert.doesNotMatch(readFileSync(join(web, 'src', f), 'utf8'), /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function/, f);
});

test('package-lock.json names no registry', () => {
    assert.doesNotMatch(readFileSync(join(web, 'package-lock.json'), 'utf8'), /"resolved"|registry\./);
});
