// filters.test.mjs: every filter of the table of events, the keyboard, and what stands where nothing is found
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { chrome, server, skip, stage } from './stage.mjs';
import { detente, drawn, firstEvent, open, remove, root, scratch, serve, visit } from './stand.mjs';

stage('filters');

function on(name, options, act, calm = true) {
    test(name, { skip }, async () => {
        const { page, context, trouble } = await open(chrome.b, server.base, options);
        await act(page, context);
        if (calm) assert.deepEqual(trouble, []);
        await context.close();
    });
}

const text = (page, selector) => page.locator(selector).first().innerText();
const count = async (page) => Number(((await text(page, '.lead')).match(/[\d\u202f]+/) ?? ['0'])[0].replaceAll('\u202f', ''));
const rows = (page, cell) => page.locator(`.events-table tbody ${cell}`).allInnerTexts();

// What the address asks for, from the server itself: the table must show the same.
async function asked(page) {
    const query = new URL(page.url()).searchParams;
    if (!query.has('order')) query.set('order', '-date');
    query.set('limit', '50');
    return (await fetch(`${server.base}/api/v1/events?${query}`)).json();
}

async function shows(page) {
    const answer = await asked(page);
    const said = answer.items.map((e) => e.evidence.replace(/\s+/g, ' ').trim());
    const seen = async () => ({ said: (await rows(page, '.words a')).map((t) => t.trim()), total: await count(page) });
    let now = await seen();
    for (let i = 0; i < 60 && (now.total !== answer.total || now.said.join('|') !== said.join('|')); i++, now = await seen()) await page.waitForTimeout(50);
    assert.deepEqual(now, { said, total: answer.total });
    return answer.items;
}

on('from a day, to a day', {}, async (page) => {
    await visit(page, '/search');
    const all = await count(page);
    await page.getByLabel('From', { exact: true }).fill('2023-02-01');
    await page.waitForURL(/from=2023-02-01/);
    const after = await shows(page);
    assert.ok(after.length && (await count(page)) < all);
    await page.getByLabel('To', { exact: true }).fill('2023-03-31');
    await page.waitForURL(/to=2023-03-31/);
    const span = await shows(page);
    assert.ok(span.length > 3 && span.every((e) => e.date.slice(0, 7) >= '2023-02' && e.date.slice(0, 7) <= '2023-03'), span.map((e) => e.date).join());
    await page.reload();
    await drawn(page);
    assert.equal(await page.getByLabel('From', { exact: true }).inputValue(), '2023-02-01', 'the address holds the filter');
    await page.getByLabel('To', { exact: true }).fill('2022-01-01');
    await page.waitForFunction(() => document.querySelector('.lead').innerText === 'No event fits');
    await page.getByLabel('To', { exact: true }).fill('');
    await page.waitForURL((u) => !u.search.includes('to='));
    await shows(page);
});

on('of one publisher', {}, async (page) => {
    const some = (await (await fetch(`${server.base}/api/v1/events?limit=1000`)).json()).items;
    const publisher = some.find((e) => /^The /.test(e.publisher)).publisher;
    await visit(page, '/search');
    const all = await count(page);
    await page.getByLabel('Publisher').fill(publisher);
    await page.waitForURL(/source=The/);
    const found = await shows(page);
    assert.ok(found.length && (await count(page)) < all);
    assert.ok((await rows(page, '.told')).every((t) => t.includes(publisher)), publisher);
});

on('published by a day', {}, async (page) => {
    await visit(page, '/search?a=USA&b=CHN');
    const all = await count(page);
    await page.getByLabel('Published by').fill('2023-02-05');
    await page.waitForURL(/as_of=2023-02-05/);
    const found = await shows(page);
    assert.ok(found.length && (await count(page)) < all && found.every((e) => e.published <= '2023-02-05'));
});

on('what one does to the other, and not the reverse', {}, async (page) => {
    await visit(page, '/search?a=USA');
    const only = page.getByLabel('only first on second');
    assert.ok(await only.isDisabled(), 'it is asked of two');
    await page.getByLabel('And', { exact: true }).fill('China');
    await page.waitForURL(/b=CHN/);
    const both = (await shows(page)).length && (await count(page));
    await only.check();
    await page.waitForURL(/directed=1/);
    const one = await shows(page);
    assert.ok(one.length && (await count(page)) < both);
    assert.ok(one.every((e) => e.source.some((c) => c.startsWith('USA'))), 'the first acts');
    assert.match(await text(page, '.lead'), /United States on China/);
    await page.getByLabel('And', { exact: true }).fill('');
    await page.waitForURL((u) => !u.search.includes('directed') && !u.search.includes('b='));
    assert.equal(await only.isChecked(), false);
    await shows(page);
});

on('words, type, class, aspect, place, confidence', {}, async (page) => {
    const holds = [
        ['fill', '"fighter jet"', 'text', (e) => /fighter jet/i.test(e.evidence)],
        ['selectOption', 'CONSULT', 'type', (e) => e.plover === 'CONSULT'],
        ['selectOption', '4', 'quad', (e) => e.quad === 4],
        ['selectOption', 'future', 'aspect', (e) => e.aspect === 'future'],
        ['fill', 'Beijing', 'place', (e) => /Beijing/.test(e.place.name)],
        ['selectOption', '0.8', 'min_confidence', (e) => e.confidence >= 0.8],
    ];
    for (const [how, value, name, is] of holds) {
        await visit(page, '/search');
        await page.locator(`.filters [name=${name}]`)[how](value);
        await page.waitForURL((u) => u.searchParams.get(name) === value);
        const found = await shows(page);
        assert.ok(found.length && found.every(is), name);
    }
});

on('every order', {}, async (page) => {
    const rising = (key) => (items) => items.every((e, i) => !i || key(items[i - 1]) <= key(e));
    const orders = [['date', rising((e) => e.date.padEnd(10, '~'))], ['-published', (all) => rising((e) => e.published)([...all].reverse())], ['confidence', (all) => rising((e) => e.confidence)([...all].reverse())], ['score', rising((e) => e.score)], ['-score', (all) => rising((e) => e.score)([...all].reverse())]];
    await visit(page, '/search?from=2016');
    for (const [order, holds] of orders) {
        await page.locator('.filters [name=order]').selectOption(order);
        await page.waitForURL((u) => u.searchParams.get('order') === order);
        const items = await shows(page);
        assert.ok(items.length > 10 && (order === 'date' || holds(items)), order);
    }
});

on('the table by the keyboard', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
    await visit(page, '/search?a=USA&b=CHN');
    const focused = () => page.evaluate(() => ({ name: document.activeElement.name ?? '', text: document.activeElement.innerText ?? '', outline: getComputedStyle(document.activeElement).outlineStyle }));
    await page.locator('.filters [name=text]').focus();
    const seen = [];
    for (let i = 0; i < 40 && (await focused()).name !== 'order'; i++) {
        const { name, outline } = await focused();
        seen.push(name);
        assert.notEqual(outline, 'none', `${name}: what has the focus is seen`);
        await page.keyboard.press('Tab');
    }
    for (const name of ['text', 'a', 'b', 'directed', 'type', 'quad', 'aspect', 'place', 'from', 'to', 'min_confidence', 'source', 'as_of']) assert.ok(seen.includes(name), `${name} is reached`);
    await page.locator('.filters [name=text]').focus();
    await page.keyboard.type('balloon');
    await page.keyboard.press('Enter');
    await page.waitForURL(/text=balloon/);
    await shows(page);
    await page.locator('.results .scroll').focus();
    await page.keyboard.press('Tab');
    while (!/^Cite/.test((await focused()).text)) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.querySelector('.toast').classList.contains('shown'));
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /détente event [0-9a-f]+/);
});

on('the search box by the keyboard', {}, async (page) => {
    await visit(page, '/');
    await page.keyboard.press('/');
    await page.keyboard.type('iran saudi');
    await page.waitForSelector('.offers.shown li');
    assert.equal(await page.locator('.omnibox input').getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('ArrowDown');
    assert.equal(await page.locator('.offers [aria-selected=true]').count(), 1);
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.offers.shown').count(), 0);
    await page.getByRole('button', { name: /help/ }).click();
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? ''), /help/, 'the focus goes back to what opened the help');
});

on('what stands where nothing is found', {}, async (page) => {
    await visit(page, '/search?text=zzzz');
    assert.equal(await text(page, '.lead'), 'No event fits');
    assert.equal(await page.getByRole('link', { name: 'CSV' }).isVisible(), false, 'nothing to download');
    await page.getByRole('link', { name: 'Clear all' }).click();
    await page.waitForURL((u) => u.pathname === '/search' && u.search === '');
    await shows(page);
    await visit(page, '/dyad/FJI/ISL');
    assert.match(await text(page, 'main'), /No reports on these two/);
    assert.ok((await page.locator('.notice a', { hasText: 'Fiji' }).count()) > 0, 'and where to go from here');
    await visit(page, '/dyad/USA/CHN?from=2019-01-01&to=2019-01-02');
    assert.match(await text(page, '.panel-events'), /No events in this span/);
    await visit(page, '/?as_of=2001-01-01');
    assert.match(await text(page, '.panel-changed'), /Choose another day/);
});

test('an empty store says how it is filled; a store that goes away is told, and comes back', { skip }, async () => {
    const here = scratch(), db = join(here, 'empty.db'), none = join(here, 'none.txt');
    writeFileSync(none, 'Nothing of note.\n');
    spawnSync(detente, ['code', none, '--date', '2024-01-01', '--db', db, '--to', 'jsonl'], { cwd: root });
    const own = await serve(db);
    const { page, context } = await open(chrome.b, own.base);
    try {
        await visit(page, '/');
        assert.match(await text(page, 'main'), /holds no events yet[\s\S]*detente code/);
        await visit(page, '/search');
        assert.match(await text(page, '.lead'), /No event fits/);
        renameSync(db, `${db}.away`);
        await new Promise((r) => setTimeout(r, 300));
        await page.goto('/search');
        await page.waitForSelector('.problem');
        assert.match(await text(page, '.problem'), /cannot be read|No such file/);
        renameSync(`${db}.away`, db);
        await new Promise((r) => setTimeout(r, 300));
        await visit(page, '/search');
        assert.match(await text(page, '.lead'), /No event fits/);
    } finally {
        await context.close();
        await own.stop();
        remove(here);
    }
});

on('every code says what it means', {}, async (page) => {
    const e = await firstEvent(server.base, 'a=USA&b=CHN&type=ACCUSE');
    await visit(page, '/search?a=USA&b=CHN&type=ACCUSE');
    for (const [what, words] of [['.events-table .type', /ACCUSE.*[a-z]+.*score/], ['.events-table .party', /United States|China/], ['.events-table .confidence', /how often events judged like this one are right/]]) {
        await page.locator(what).first().hover();
        await page.waitForSelector('.tip.shown');
        assert.match(await text(page, '.tip'), words, what);
    }
    await page.locator('.events-table .party').first().focus();
    await page.waitForSelector('.tip.shown');
    assert.ok(e);
});
