/* SMTP load generator: one thread, epoll, the corpus preloaded and dot-stuffed in memory, so that it costs next to nothing.
 *
 *   load CORPUS PORT CONNECTIONS [-n COUNT] [-k MESSAGES_PER_CONNECTION]
 *
 * Prints one JSON object. Latency runs from MAIL FROM to the reply to the end of the content. Loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define MAX_RECIPIENTS 16

typedef struct {
    char *wire;
    size_t length;
    char *sender, *recipients[MAX_RECIPIENTS];
    int recipient_count;
} Message;

enum State { GREETING, HELLO, MAIL, RCPT, DATA, CONTENT, RESET, QUIT };

typedef struct {
    int fd, message, recipient, sent;
    enum State state;
    char in[8192];
    size_t in_length;
    const char *out;
    size_t out_length, out_done;
    char command[1200];
    double started;
} Connection;

static Message *messages;
static int message_count, next_message, per_connection = 20, port, epoll_fd, open_connections, latency_count;
static long accepted, deferred, refused, dropped, connection_errors;
static double *latencies, last_accepted;
static char first_refusal[300];

static double clock_seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

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
        free(octets);
    }
    fclose(manifest);
}

static void open_connection(Connection *c) {
    memset(c, 0, sizeof *c);
    c->message = -1;
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (connect(c->fd, (void *)&address, sizeof address) < 0 && errno != EINPROGRESS) { perror("connect"); exit(2); }
    open_connections++;
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET, .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

static int flush_output(Connection *c) {
    while (c->out_done < c->out_length) {
        ssize_t written = send(c->fd, c->out + c->out_done, c->out_length - c->out_done, MSG_NOSIGNAL);
        if (written < 0) return errno == EAGAIN ? 0 : -1;
        c->out_done += written;
    }
    return 0;
}

static int put(Connection *c, const char *octets, size_t length) {
    c->out = octets;
    c->out_length = length;
    c->out_done = 0;
    return flush_output(c);
}

#define SAY(c, ...) put(c, (c)->command, snprintf((c)->command, sizeof (c)->command, __VA_ARGS__))

static int begin_message(Connection *c) {
    if (next_message >= message_count || c->sent >= per_connection) {
        c->state = QUIT;
        return SAY(c, "QUIT\r\n");
    }
    c->message = next_message++;
    c->recipient = 0;
    c->started = clock_seconds(CLOCK_MONOTONIC);
    c->state = MAIL;
    return SAY(c, "MAIL FROM:<%s>\r\n", messages[c->message].sender);
}

static void finish_message(Connection *c, int code, const char *reply) {
    if (code / 100 == 2) {
        accepted++;
        last_accepted = clock_seconds(CLOCK_REALTIME);
    } else if (code / 100 == 4) deferred++;
    else if (code / 100 == 5) refused++;
    else dropped++;
    if (code / 100 != 2 && !first_refusal[0] && reply) snprintf(first_refusal, sizeof first_refusal, "%.250s", reply);
    c->message = -1;
    c->sent++;
}

static int refuse(Connection *c, int code, const char *reply) {
    finish_message(c, code, reply);
    if (code == 421) return -1;
    c->state = RESET;
    return SAY(c, "RSET\r\n");
}

/* -1: the connection is broken; -2: it ended as it should. */
static int take_reply(Connection *c, int code, const char *reply) {
    Message *m = c->message >= 0 ? &messages[c->message] : NULL;
    switch (c->state) {
    case GREETING:
        if (code >= 400) return -1;
        c->state = HELLO;
        return SAY(c, "EHLO load.bench.example\r\n");
    case HELLO:
        return code >= 400 ? -1 : begin_message(c);
    case MAIL:
    case RCPT:
        if (code >= 400) return refuse(c, code, reply);
        c->state = c->recipient < m->recipient_count ? RCPT : DATA;
        return c->state == RCPT ? SAY(c, "RCPT TO:<%s>\r\n", m->recipients[c->recipient++]) : SAY(c, "DATA\r\n");
    case DATA:
        if (code != 354) return refuse(c, code, reply);
        c->state = CONTENT;
        return put(c, m->wire, m->length);
    case CONTENT:
        latencies[latency_count++] = clock_seconds(CLOCK_MONOTONIC) - c->started;
        finish_message(c, code, reply);
        return code == 421 ? -1 : begin_message(c);
    case RESET:
        return begin_message(c);
    default:
        return -2;
    }
}

static int read_replies(Connection *c) {
    for (;;) {
        ssize_t got = recv(c->fd, c->in + c->in_length, sizeof c->in - 1 - c->in_length, 0);
        if (got < 0) return errno == EAGAIN ? 0 : -1;
        if (got == 0) return -1;
        c->in_length += got;
        char *end;
        while ((end = memchr(c->in, '\n', c->in_length))) {
            *end = 0;
            size_t used = end - c->in + 1;
            int result = used > 4 && c->in[3] == '-' ? 0 : take_reply(c, atoi(c->in), c->in);
            if (result) return result;
            memmove(c->in, end + 1, c->in_length - used);
            c->in_length -= used;
        }
    }
}

static void close_connection(Connection *c, int result) {
    if (result == -1) {
        connection_errors++;
        if (c->message >= 0) finish_message(c, 0, NULL);
    }
    close(c->fd);
    c->fd = -1;
    open_connections--;
    if (next_message < message_count && connection_errors < 2000) open_connection(c);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double percentile(double p) {
    int at = p * latency_count;
    return latency_count ? latencies[at >= latency_count ? latency_count - 1 : at] * 1e3 : 0;
}

int main(int argc, char **argv) {
    if (argc < 4) { fprintf(stderr, "usage: load CORPUS PORT CONNECTIONS [-n COUNT] [-k MESSAGES_PER_CONNECTION]\n"); return 2; }
    int count = 0, connections = atoi(argv[3]);
    port = atoi(argv[2]);
    for (int i = 4; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "-n")) count = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "-k")) per_connection = atoi(argv[i + 1]);
    }
    load_corpus(argv[1], count);
    latencies = malloc(sizeof *latencies * (message_count + 1));
    epoll_fd = epoll_create1(0);
    Connection *all = calloc(connections, sizeof *all);
    double begun = clock_seconds(CLOCK_REALTIME), last_event = begun;
    for (int i = 0; i < connections && i < message_count; i++) open_connection(&all[i]);
    struct epoll_event events[256];
    while (open_connections > 0) {
        int n = epoll_wait(epoll_fd, events, 256, 1000);
        if (n > 0) last_event = clock_seconds(CLOCK_REALTIME);
        else if (clock_seconds(CLOCK_REALTIME) - last_event > 60) { fprintf(stderr, "nothing happened for 60 s\n"); break; }
        for (int i = 0; i < n; i++) {
            Connection *c = events[i].data.ptr;
            if (c->fd < 0) continue;
            int result = events[i].events & EPOLLOUT ? flush_output(c) : 0;
            if (!result) result = read_replies(c);
            if (result) close_connection(c, result);
        }
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    qsort(latencies, latency_count, sizeof *latencies, compare);
    for (char *p = first_refusal; *p; p++) if (*p == '"' || *p == '\\' || *p < 32) *p = ' ';
    printf("{\"messages\":%d,\"accepted\":%ld,\"deferred\":%ld,\"refused\":%ld,\"dropped\":%ld,\"connection_errors\":%ld,"
           "\"begun\":%.4f,\"last_accepted\":%.4f,\"p50\":%.2f,\"p95\":%.2f,\"p99\":%.2f,\"cpu\":%.3f,\"first_refusal\":\"%s\"}\n",
           message_count, accepted, deferred, refused, dropped, connection_errors, begun, last_accepted, percentile(.50), percentile(.95), percentile(.99),
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, first_refusal);
    return 0;
}
