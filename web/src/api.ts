// api.ts: reads addresses under /api/v1, makes typed answers or a Failure that can be shown
import type { Codes, Problem, Status } from './types';

export class Failure extends Error {
    constructor(readonly problem: Problem, readonly url: string) {
        super(problem.detail || problem.title);
    }
}

export type Query = Record<string, string | number | boolean | null | undefined>;

// Empty values are left out, so that addresses stay short.
export function withQuery(path: string, query: Query): string {
    const pairs = new URLSearchParams();
    for (const [key, value] of Object.entries(query)) {
        if (value !== null && value !== undefined && value !== '' && value !== false) pairs.set(key, value === true ? '1' : String(value));
    }
    const text = pairs.toString();
    return text ? `${path}?${text}` : path;
}

export const api = (path: string, query: Query = {}): string => withQuery(`/api/v1/${path}`, query);

// The browser's own cache holds ETag and body: "Cache-Control: no-cache" makes it ask again, and a 304 costs no body.
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
    let answer: Response;
    try {
        answer = await fetch(url, { signal, headers: { Accept: 'application/json' } });
    } catch (error) {
        if (signal?.aborted) throw error;
        throw new Failure({ title: 'No answer from détente', status: 0, detail: 'The server that this page came from does not answer. Is "detente serve" still running?' }, url);
    }
    if (answer.ok) return (await answer.json()) as T;
    let problem: Problem = { title: answer.statusText || 'The request failed', status: answer.status };
    try {
        if ((answer.headers.get('content-type') ?? '').includes('json')) problem = { ...problem, ...((await answer.json()) as Problem) };
    } catch {
        /* the status alone is shown */
    }
    throw new Failure(problem, url);
}

let codesOnce: Promise<Codes> | undefined;
export function getCodes(): Promise<Codes> {
    codesOnce ??= get<Codes>(api('codes')).catch((error) => {
        codesOnce = undefined; // asked again next time
        throw error;
    });
    return codesOnce;
}

export interface Beat {
    status: Status | null; // null: unchanged
    reachable: boolean;
}

let tag = '';
export async function beat(): Promise<Beat> {
    try {
        const answer = await fetch(api('status'), { cache: 'no-store', headers: tag ? { 'If-None-Match': tag } : {} });
        if (answer.status === 304) return { status: null, reachable: true };
        if (!answer.ok) return { status: null, reachable: false };
        tag = answer.headers.get('etag') ?? '';
        return { status: (await answer.json()) as Status, reachable: true };
    } catch {
        return { status: null, reachable: false };
    }
}
