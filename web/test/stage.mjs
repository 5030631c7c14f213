// stage.mjs: what a file of browser tests plays on: a store of the samples, the server over it, a Chromium; made
// before its tests, taken down after them.  Each file runs in a process of its own.
import { after, before } from 'node:test';
import { browser, makeStore, missing, remove, scratch, serve } from './stand.mjs';

export const skip = missing() || false; // why there is no stage
export let folder, server, chrome;

// name: of the file, for the word of what is skipped; more: what else to do once all stands
export function stage(name, more = async () => {}) {
    if (skip) console.log(`SKIPPED, ${name}: ${skip}`);
    before(async () => {
        if (skip) return;
        folder = scratch();
        server = await serve(makeStore(folder));
        chrome = await browser();
        await more();
    });
    after(async () => {
        await chrome?.close();
        await server?.stop();
        if (folder) remove(folder);
    });
}
