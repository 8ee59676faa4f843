/* The mail that is sent: read into memory once, dot-stuffed. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_RECIPIENTS 16
#define ID_DIGITS 6

typedef struct {
    char *wire;
    size_t length, id; /* id: where the digits of "bench-NNNNNN" begin, 0 when it has none */
    char *sender, *recipients[MAX_RECIPIENTS];
    int recipient_count;
} Message;

static char *read_file(const char *path, size_t *length) {
    FILE *file = fopen(path, "rb");
    if (!file) { perror(path); exit(2); }
    fseek(file, 0, SEEK_END);
    *length = ftell(file);
    rewind(file);
    char *octets = malloc(*length + 1);
    if (fread(octets, 1, *length, file) != *length) exit(2);
    fclose(file);
    return octets;
}

static void put_on_the_wire(Message *m, const char *octets, size_t length) {
    char *wire = malloc(2 * length + 8);
    size_t at = 0;
    int line_start = 1;
    for (size_t i = 0; i < length; i++) {
        if (line_start && octets[i] == '.') wire[at++] = '.';
        line_start = octets[i] == '\n';
        wire[at++] = octets[i];
    }
    memcpy(wire + at, line_start ? ".\r\n" : "\r\n.\r\n", line_start ? 3 : 5);
    m->length = at + (line_start ? 3 : 5);
    m->wire = wire;
}

static Message *messages;
static int message_count;

static void load_corpus(const char *folder, int count) {
    char path[1024], line[8192];
    snprintf(path, sizeof path, "%s/manifest.tsv", folder);
    FILE *manifest = fopen(path, "r");
    if (!manifest) { perror(path); exit(2); }
    messages = calloc(count ? count : 1000000, sizeof *messages);
    while ((!count || message_count < count) && message_count < 1000000 && fgets(line, sizeof line, manifest)) {
        line[strcspn(line, "\n")] = 0;
        char *rest = line, *column[5], *recipient;
        for (int i = 0; i < 5; i++) column[i] = strsep(&rest, "\t");
        Message *m = &messages[message_count++];
        m->sender = strdup(column[3]);
        char *list = strdup(column[4]);
        while ((recipient = strsep(&list, ",")) && m->recipient_count < MAX_RECIPIENTS) m->recipients[m->recipient_count++] = recipient;
        snprintf(path, sizeof path, "%s/%s", folder, column[1]);
        size_t length;
        char *octets = read_file(path, &length);
        put_on_the_wire(m, octets, length);
        char *id = memmem(m->wire, m->length, "<bench-", 7);
        m->id = id ? id + 7 - m->wire : 0;
        free(octets);
    }
    fclose(manifest);
}
