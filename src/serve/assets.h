/* assets.h: the files of the dashboard, built into the program (tools/embed-web makes them). */
#ifndef DTI_SERVE_ASSETS_H
#define DTI_SERVE_ASSETS_H

#include <stddef.h>

typedef struct dti_asset {
    const char *path; /* "/index.html", "/assets/app-11e31b6f.js" */
    const char *type; /* of its content */
    const char *etag; /* with its quotes */
    const unsigned char *plain;
    size_t n_plain;
    const unsigned char *gzip; /* the same, packed */
    size_t n_gzip;
} dti_asset;

extern const dti_asset dti_assets[];
extern const size_t dti_n_assets; /* 0: built without the dashboard */

#endif
