// map.mjs: reads Natural Earth 1:50m (world-atlas), makes the topology that the map draws: countries by their
// three-letter code, outlines thinned to what a screen can show
import { createRequire } from 'node:module';
import { presimplify, simplify, quantile, filter, filterWeight } from 'topojson-simplify';

const require = createRequire(import.meta.url);

// Areas that Natural Earth draws apart and that carry no ISO number: counted as the tables of détente count them
// (data/world/countries.tsv); the two glaciers and island groups are left out.
const UNNUMBERED = { Kosovo: 'XKX', 'N. Cyprus': 'CYP', Somaliland: 'SOM' };

export function countries() {
    const atlas = require('world-atlas/countries-50m.json');
    const iso = new Map(require('i18n-iso-countries/codes.json').map(([, alpha3, number]) => [number, alpha3]));
    const topology = presimplify({ ...atlas, objects: { countries: atlas.objects.countries } });
    // four fifths of the points go; islands smaller than the detail that is left go too, but no country's last one
    const thin = simplify(topology, quantile(topology, 0.22));
    const kept = filter(thin, filterWeight(thin, 1e-5));
    const left = kept.objects.countries.geometries.filter((g) => g.type);
    const geometries = left.flatMap((g) => {
        const code = g.id ? iso.get(g.id) : UNNUMBERED[g.properties.name];
        if (!code || code === 'ATA') return []; // Antarctica has no relations
        return [{ type: g.type, arcs: g.arcs, id: code }];
    });
    geometries.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    return quantized({ ...kept, objects: { countries: { type: 'GeometryCollection', geometries } } });
}

// Delta-coded integers on a grid of 1e4 x 1e4 (0.036 degrees): a quarter of the bytes of decimals.
function quantized(topology) {
    const [x0, y0, x1, y1] = [-180, -90, 180, 90];
    const scale = [(x1 - x0) / 9999, (y1 - y0) / 9999];
    const used = new Set();
    const visit = (arcs) => arcs.forEach((a) => (Array.isArray(a) ? visit(a) : used.add(a < 0 ? ~a : a)));
    topology.objects.countries.geometries.forEach((g) => visit(g.arcs));
    const number = new Map([...used].sort((a, b) => a - b).map((a, i) => [a, i]));
    const again = (arcs) => arcs.map((a) => (Array.isArray(a) ? again(a) : a < 0 ? ~number.get(~a) : number.get(a)));
    const arcs = [...number.keys()].map((a) => {
        let px = 0, py = 0;
        const out = [];
        for (const [x, y] of topology.arcs[a]) {
            const qx = Math.round((x - x0) / scale[0]), qy = Math.round((y - y0) / scale[1]);
            if (out.length && qx === px && qy === py) continue;
            out.push([qx - px, qy - py]);
            px = qx;
            py = qy;
        }
        while (out.length < 2) out.push([0, 0]);
        return out;
    });
    const geometries = topology.objects.countries.geometries.map((g) => ({ ...g, arcs: again(g.arcs) }));
    return { type: 'Topology', transform: { scale, translate: [x0, y0] }, objects: { countries: { type: 'GeometryCollection', geometries } }, arcs };
}
