// types.ts: the shapes that /api/v1 answers with (docs/api.md)

export interface Status {
    version: string;
    schema: number;
    generation: number;
    documents: number;
    stories: number;
    events: number;
    dyads: number;
    actors: number;
    sources: number;
    ahead: number;
    runs: number;
    first_day: string | null;
    last_day: string | null;
    first_published: string | null;
    last_published: string | null;
}

export interface Codes {
    plover: Record<string, { name: string; quad: number; score: number; about?: string }>;
    modes: Record<string, { name: string; score?: number }>;
    contexts: Record<string, string | { name: string }>;
    quads: Record<string, string>;
    cameo: Record<string, string | { name: string }>;
    aspects: Record<string, string | { name: string }>;
    countries: Record<string, { name: string; lat?: number | null; lon?: number | null }>;
    sectors: Record<string, string | { name: string }>;
}

export interface Paged<T> {
    items: T[];
    total: number;
    at_least?: boolean; // of total: there may be more
    offset: number;
    limit: number;
    next: string | null;
}

export interface EventSummary {
    event_id: string;
    date: string;
    source: string[];
    target: string[];
    source_names?: string[];
    target_names?: string[];
    plover: string;
    mode: string;
    cameo?: string;
    quad?: number;
    score: number;
    aspect?: string;
    confidence?: number;
    evidence: string;
    title: string;
    publisher: string;
    published: string;
    url: string;
    place?: Place | string | null;
    stories?: number;
    sources?: number;
}

export interface Place {
    text?: string;
    name: string;
    country?: string;
    lat?: number | null;
    lon?: number | null;
    from_dateline?: boolean;
}

export interface Dyad {
    a: string;
    b: string;
    a_name: string;
    b_name: string;
    level: number | null;
    low: number | null;
    high: number | null;
    enough: boolean;
    change_4w: number | null;
    change_52w: number | null;
    events: number;
    driver: EventSummary | null;
    why: string;
}

export interface Point {
    day: string;
    end_day: string;
    level: number | null;
    low: number | null;
    high: number | null;
    enough: boolean;
    events: number;
    happenings: number;
    stories: number;
    sources: number;
    quad1?: number;
    quad2?: number;
    quad3?: number;
    quad4?: number;
    verbal_cooperation?: number;
    material_cooperation?: number;
    verbal_conflict?: number;
    material_conflict?: number;
    goldstein_mean?: number | null;
    conflict_share?: number | null;
}

export interface Turn {
    date: string;
    kind: 'break' | 'thaw';
    before: number;
    after: number;
    tentative: boolean;
    strength?: number;
    events?: number;
    stories?: number;
    sources?: number;
    drivers?: EventSummary[];
}

export interface Series {
    a: string;
    b: string;
    directed: boolean;
    as_of: string;
    by: string;
    from: string;
    to: string;
    enough: boolean;
    level: number | null;
    low: number | null;
    high: number | null;
    change_4w: number | null;
    change_52w: number | null;
    percentile: number | null;
    z: number | null;
    dyad_percentile: number | null;
    dyads: number;
    events: number;
    happenings: number;
    stories: number;
    sources: number;
    sentence: string;
    turns: Turn[];
    up: EventSummary[];
    down: EventSummary[];
    points: Point[];
}

export interface Strip {
    a: string;
    b: string;
    a_name: string;
    b_name: string;
    events: number;
    stories: number;
    sources: number;
    points: { day: string; end_day: string; level: number | null; low: number | null; high: number | null; enough: boolean; events: number; stories: number }[];
    turns: Turn[];
}

export interface Strips {
    first_day: string | null;
    last_day: string | null;
    items: Strip[];
}

export interface Ahead {
    date: string;
    precision?: string;
    what: string;
    kind: string;
    units: string[];
    evidence: string;
    title: string;
    publisher: string;
    published: string;
    url: string;
    documents: number;
}

export interface Mark {
    start: number;
    end: number;
    kind: string;
    text: string;
}

export interface Party {
    text: string;
    name: string;
    code: string;
    country: string;
    sector: string;
}

export interface EventFull {
    event_id: string;
    doc_id: string;
    story_id: string;
    url: string;
    published: string;
    date: string;
    aspect: string;
    source: Party[];
    target: Party[];
    plover: string;
    mode: string;
    context: string[] | string;
    cameo: string;
    quad: number;
    penta: number;
    score: number;
    goldstein: number;
    trigger: { text: string };
    place: Place | null;
    speaker: Party | { text: string; name?: string; code?: string } | null;
    confidence: number;
    frame: string;
    evidence: string;
    mentions: number;
    version: string;
    corrected?: number;
    marks: Mark[];
    context_text?: string;
    words?: Record<string, unknown>;
    why: { frame: string; file: string | null; line: number | null; sentence: string | null; reasons: string[] };
    happening: EventSummary[];
    document: { title: string; url: string; publisher: string; published: string; story_id: string };
    run?: { version: string; options: string; started: string } | null;
    citation: string;
}

export interface ActorRow {
    name: string;
    code: string;
    country: string;
    sector: string;
    events: number;
}

export interface Office {
    office: string;
    holder: string;
    from: string | null;
    to: string | null;
}

export interface Actor {
    unit: string;
    name: string;
    offices: Office[];
    dyads: Dyad[];
    state: string | null;
    state_dyads: Dyad[];
    events: number;
    actors: ActorRow[];
}

export interface Problem {
    type?: string;
    title: string;
    status: number;
    detail?: string;
}

export interface Found {
    actors: ActorRow[];
    dyads: Dyad[];
    events: EventSummary[];
}
