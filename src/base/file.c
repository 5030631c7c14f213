/* file.c: whole files, mapped or read. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

#include "base/error.h"

#ifndef DTI_SHARE_DIR
#define DTI_SHARE_DIR "/usr/local/share/detente"
#endif

int dti_map_file(const char *path, dti_mapping *out, dt_error *err) {
    int status = DT_FAILED;
    memset(out, 0, sizeof *out);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) return dti_fail(err, "%s: %s", path, strerror(errno));
    struct stat st;
    if (fstat(fd, &st) != 0) {
        dti_fail(err, "%s: %s", path, strerror(errno));
        goto done;
    }
    if (!S_ISREG(st.st_mode)) {
        dti_fail(err, "%s: not a regular file", path);
        goto done;
    }
    if (st.st_size > 0) {
        void *p = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (p == MAP_FAILED) {
            dti_fail(err, "%s: %s", path, strerror(errno));
            goto done;
        }
        out->ptr = p;
        out->len = (size_t)st.st_size;
    }
    status = DT_OK;
done:
    close(fd);
    return status;
}

void dti_unmap(dti_mapping *m) {
    if (m->ptr) munmap((void *)(uintptr_t)m->ptr, m->len);
    memset(m, 0, sizeof *m);
}

int dti_write_file(const char *path, const char *ptr, size_t len, dt_error *err) {
    char tmp[4096];
    if (snprintf(tmp, sizeof tmp, "%s.XXXXXX", path) >= (int)sizeof tmp)
        return dti_fail(err, "%s: the path is too long", path);
    int fd = mkstemp(tmp);
    if (fd < 0) return dti_fail(err, "%s: %s", tmp, strerror(errno));
    size_t at = 0;
    while (at < len) {
        ssize_t n = write(fd, ptr + at, len - at);
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) goto broken;
        at += (size_t)n;
    }
    if (fchmod(fd, 0644) != 0 || fsync(fd) != 0) goto broken;
    if (close(fd) != 0) {
        fd = -1;
        goto broken;
    }
    if (rename(tmp, path) != 0) {
        fd = -1;
        goto broken;
    }
    return DT_OK;
broken:
    dti_fail(err, "%s: %s", path, strerror(errno));
    if (fd >= 0) close(fd);
    unlink(tmp);
    return DT_FAILED;
}

/* Folder of the running binary with a slash at the end; empty when the system does not say. */
static void binary_folder(char *out, size_t cap) {
    out[0] = 0;
#ifdef __APPLE__
    uint32_t size = (uint32_t)cap;
    if (_NSGetExecutablePath(out, &size) != 0) out[0] = 0;
#else
    ssize_t n = readlink("/proc/self/exe", out, cap - 1);
    out[n > 0 ? n : 0] = 0;
#endif
    char *slash = strrchr(out, '/');
    if (slash) slash[1] = 0;
}

int dti_find_shipped(const char *env_name, const char *name, char *out, size_t cap,
                     dt_error *err) {
    const char *given = getenv(env_name);
    if (given && *given) {
        if (snprintf(out, cap, "%s", given) >= (int)cap)
            return dti_fail(err, "$%s is too long", env_name);
        return DT_OK;
    }
    char folder[2048];
    binary_folder(folder, sizeof folder);
    if (folder[0]) {
        /* tests and tools lie one folder below the build root; prefix/bin beside prefix/share */
        const char *steps[] = {"", "../", "../../", "../share/detente/"};
        for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
            if (snprintf(out, cap, "%s%s%s", folder, steps[i], name) >= (int)cap) continue;
            if (access(out, R_OK) == 0) return DT_OK;
        }
    }
    if (snprintf(out, cap, "%s/%s", DTI_SHARE_DIR, name) < (int)cap && access(out, R_OK) == 0)
        return DT_OK;
    return dti_fail(
        err, "%s is neither beside the binary (%s) nor in %s; set $%s to its path, or run make",
        name, folder[0] ? folder : "unknown", DTI_SHARE_DIR, env_name);
}
