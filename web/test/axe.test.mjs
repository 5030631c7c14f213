// axe.test.mjs: every view, light and dark, wide and as a phone, has no violation of WCAG 2.1 A and AA that axe-core knows
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { chrome, server, skip, stage } from './stage.mjs';
import { firstEvent, open, visit } from './stand.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
let event;
stage('axe', async () => {
    event = (await firstEvent(server.base, 'a=USA&b=CHN&text=Blinken')).event_id;
});

// A tip floats beside what it tells of, outside the landmarks: apart from that all rules hold for it too.
async function violations(page, rules = {}) {
    // through the debugger: the page's policy lets no script of ours in
    await page.evaluate(axe);
    const found = await page.evaluate((r) => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'], rules: r }), rules);
    return found.violations.map((v) => `${v.id}: ${v.help}\n${v.nodes.slice(0, 4).map((n) => `   ${n.target.join(' ')}  ${n.failureSummary?.split('\n')[1] ?? ''}`).join('\n')}`);
}

const VIEWS = { world: () => '/', past: () => '/?as_of=2023-04-01', matrix: () => '/?show=matrix', dyad: () => '/dyad/USA/CHN', span: () => '/dyad/USA/CHN?from=2023-01-01&to=2023-07-01', event: () => `/event/${event}`, actor: () => '/actor/USA', search: () => '/search?a=USA', empty: () => '/search?text=zzzz', gone: () => '/event/0000', nowhere: () => '/no/such/page' };

for (const theme of ['light', 'dark']) for (const [name, address] of Object.entries(VIEWS)) {
    test(`${name}, ${theme}`, { skip }, async () => {
        const { page, context } = await open(chrome.b, server.base, { colorScheme: theme });
        if (name === 'nowhere') await page.goto(address()); // the server's own page
        else await visit(page, address());
        assert.deepEqual(await violations(page), []);
        await context.close();
    });
}

for (const theme of ['light', 'dark']) for (const name of ['world', 'matrix', 'dyad', 'event', 'actor', 'search', 'empty']) {
    test(`${name}, phone, ${theme}`, { skip }, async () => {
        const { page, context } = await open(chrome.b, server.base, { colorScheme: theme, viewport: { width: 360, height: 740 } });
        await visit(page, VIEWS[name]());
        assert.deepEqual(await violations(page), []);
        await context.close();
    });
}

// What opens on demand: every list that is folded, all filters, a tip, a message.
for (const theme of ['light', 'dark']) for (const [name, width] of [['world', 1280], ['dyad', 1280], ['actor', 1280], ['search', 360]]) {
    test(`${name}, all opened, ${theme}, ${width}`, { skip }, async () => {
        const { page, context } = await open(chrome.b, server.base, { colorScheme: theme, viewport: { width, height: 900 } });
        await visit(page, VIEWS[name]());
        for (const closed = page.locator('details:not([open]) > summary'); await closed.count();) await closed.first().click();
        if (name === 'search') await page.getByRole('button', { name: 'More filters' }).click();
        if (name === 'search') await page.getByRole('button', { name: 'Cite' }).first().click();
        else await page.locator('.level').first().hover();
        await page.waitForTimeout(250); // what fades in is there
        assert.deepEqual(await violations(page, { region: { enabled: false } }), []);
        await context.close();
    });
}

for (const theme of ['light', 'dark']) test(`a problem, ${theme}`, { skip }, async () => {
    const { page, context } = await open(chrome.b, server.base, { colorScheme: theme });
    await visit(page, '/search?quad=9');
    assert.equal(await page.locator('.problem').count(), 1);
    assert.deepEqual(await violations(page), []);
    await context.close();
});

for (const theme of ['light', 'dark']) for (const width of [1280, 360]) test(`help and suggestions, ${theme}, ${width}`, { skip }, async () => {
    const { page, context } = await open(chrome.b, server.base, { colorScheme: theme, viewport: { width, height: 780 } });
    await visit(page, '/');
    await page.keyboard.press('?');
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape');
    await page.keyboard.press('/');
    await page.keyboard.type('china');
    await page.waitForSelector('.offers.shown li');
    assert.deepEqual(await violations(page), []);
    await context.close();
});
