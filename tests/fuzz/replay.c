/* replay.c: runs a fuzz target over the files named, as the tests do with its corpus. */
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t len);

int main(int argc, char **argv) {
    if (argc < 2) return 2;
    for (int i = 1; i < argc; i++) {
        FILE *f = fopen(argv[i], "rb");
        if (!f) {
            perror(argv[i]);
            return 2;
        }
        unsigned char *bytes = malloc(1 << 20);
        if (!bytes) return 2;
        size_t len = fread(bytes, 1, 1 << 20, f);
        fclose(f);
        LLVMFuzzerTestOneInput(bytes, len);
        free(bytes);
    }
    printf("%d inputs\n", argc - 1);
    return 0;
}
