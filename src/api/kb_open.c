/* kb_open.c: opens knowledge and weights, derives what the stages look things up in. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "code/judge.h"
#include "kb/kb.h"
#include "kb/user_tables.h"
#include "parse/model.h"

const char *dt_version(void) { return DT_VERSION; }

static void no_report(void *ctx, const char *path, uint32_t line, const char *message) {
    (void)ctx, (void)path, (void)line, (void)message;
}

/* Opens a second image that has the user's tables too, in place of the first. */
static int add_actors(dt_kb *kb, const char *path, dt_table_report *report, void *ctx,
                      dt_error *err) {
    if (dti_user_tables_pack(kb->image, path, &kb->user_image, report ? report : no_report, ctx,
                             err) != DT_OK)
        return DT_FAILED;
    dti_image *both = dti_image_from_bytes(path, kb->user_image.ptr, kb->user_image.len, err);
    if (!both) return DT_FAILED;
    dti_image_close(kb->image);
    kb->image = both;
    return DT_OK;
}

dt_kb *dt_kb_open(const char *image_path, const char *model_path, dt_error *err) {
    return dt_kb_open_actors(image_path, model_path, NULL, NULL, NULL, err);
}

dt_kb *dt_kb_open_actors(const char *image_path, const char *model_path,
                         const char *actors_path, dt_table_report *report, void *ctx,
                         dt_error *err) {
    char found[4096];
    dt_kb *kb = calloc(1, sizeof *kb);
    if (!kb) {
        dti_fail(err, "out of memory");
        return NULL;
    }
    if (!image_path) {
        if (dti_find_shipped("DETENTE_KB", "detente.kb", found, sizeof found, err) != DT_OK)
            goto failed;
        image_path = found;
    }
    kb->image = dti_image_open(image_path, err);
    if (!kb->image) goto failed;
    if (actors_path && add_actors(kb, actors_path, report, ctx, err) != DT_OK) goto failed;
    if (dti_words_open(kb->image, &kb->words, err) != DT_OK) goto failed;
    if (dti_endings_open(kb->image, &kb->endings, err) != DT_OK) goto failed;
    if (dti_facts_open(kb->image, &kb->facts, err) != DT_OK) goto failed;
    kb->frames = dti_frames_open(kb->image, NULL, NULL, NULL, err);
    if (!kb->frames) goto failed;
    if (!model_path) {
        if (dti_find_shipped("DETENTE_MODEL", "detente.model", found, sizeof found, err) != DT_OK)
            goto failed;
        model_path = found;
    }
    if (dti_model_open(model_path, &kb->model, err) != DT_OK) goto failed;
    /* who ships none codes without; "-" is none, too: training begins so */
    if (dti_find_shipped("DETENTE_JUDGE", "detente.judge", found, sizeof found, NULL) == DT_OK &&
        strcmp(found, "-") != 0 && dti_judge_open(found, &kb->judge, err) != DT_OK)
        goto failed;
    snprintf(kb->version, sizeof kb->version, "detente %s tables %s model %.4s judge %.4s",
             DT_VERSION, dti_image_version(kb->image), dti_model_version(kb->model),
             kb->judge ? dti_judge_version(kb->judge) : "none");
    return kb;
failed:
    dt_kb_close(kb);
    return NULL;
}

void dt_kb_close(dt_kb *kb) {
    if (!kb) return;
    dti_frames_close(kb->frames);
    dti_facts_close(&kb->facts);
    dti_judge_close(kb->judge);
    dti_model_close(kb->model);
    dti_image_close(kb->image);
    dti_buf_release(&kb->user_image);
    free(kb);
}

const char *dt_kb_version(const dt_kb *kb) { return kb->version; }
