/* SMTP load generator: one thread, epoll, the corpus preloaded and dot-stuffed in memory, so that it costs next to nothing.
 *
 *   load CORPUS PORT[,PORT...] CONNECTIONS [-n COUNT] [-k MESSAGES_PER_CONNECTION] [-r MESSAGES_A_SECOND -s SECONDS]
 *
 * Prints one JSON object. Latency runs from MAIL FROM to the reply to the end of the content. With -r the corpus goes round at a steady rate, each time with new numbers
 * in its Message-IDs; a message that no connection is free for waits, its latency runs from when it was due, and every ten seconds are a line of their own. Loopback only. */
#define _GNU_SOURCE
#include "corpus.h"
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum State { GREETING, HELLO, IDLE, MAIL, RCPT, DATA, CONTENT, RESET, QUIT };

typedef struct {
    int fd, port, message, recipient, sent;
    enum State state;
    char *own; /* in steady mode: the content with its own number */
    size_t own_size;
    char in[8192];
    size_t in_length;
    const char *out;
    size_t out_length, out_done;
    char command[1200];
    double started;
} Connection;

static int next_message, total, rate, per_connection = 20, epoll_fd, open_connections, latency_count, interval_from;
static long accepted, deferred, refused, dropped, connection_errors;
static double *latencies, last_accepted, begun_at, next_report;
static char first_refusal[300];

static double clock_seconds(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void open_connection(Connection *c) {
    *c = (Connection){.port = c->port, .own = c->own, .own_size = c->own_size, .message = -1};
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(c->port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
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

/* When the message is to be sent; without a rate, at once. */
static double due(int number) { return rate ? begun_at + (double)number / rate : 0; }

static int begin_message(Connection *c) {
    if (next_message >= total || c->sent >= per_connection) {
        c->state = QUIT;
        return SAY(c, "QUIT\r\n");
    }
    double now = clock_seconds(CLOCK_MONOTONIC);
    if (due(next_message) > now) {
        c->state = IDLE;
        return 0;
    }
    c->started = rate ? due(next_message) : now;
    c->message = next_message++;
    c->recipient = 0;
    c->state = MAIL;
    return SAY(c, "MAIL FROM:<%s>\r\n", messages[c->message % message_count].sender);
}

static int put_content(Connection *c, const Message *m) {
    if (!rate || !m->id) return put(c, m->wire, m->length);
    if (c->own_size < m->length) c->own = realloc(c->own, c->own_size = m->length);
    memcpy(c->own, m->wire, m->length);
    for (int digit = ID_DIGITS - 1, rest = c->message; digit >= 0; digit--, rest /= 10) c->own[m->id + digit] = '0' + rest % 10;
    return put(c, c->own, m->length);
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
    Message *m = c->message >= 0 ? &messages[c->message % message_count] : NULL;
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
        return put_content(c, m);
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
    if (next_message < total && connection_errors < 2000) open_connection(c);
}

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return x < y ? -1 : x > y;
}

static double percentile(const double *sorted, int count, double p) {
    int at = p * count;
    return count ? sorted[at >= count ? count - 1 : at] * 1e3 : 0;
}

/* One line about the last ten seconds. */
static void report_interval(void) {
    int count = latency_count - interval_from;
    double *sorted = malloc(sizeof *sorted * (count + 1));
    memcpy(sorted, latencies + interval_from, sizeof *sorted * count);
    qsort(sorted, count, sizeof *sorted, compare);
    printf("{\"second\":%.0f,\"sent\":%d,\"accepted\":%ld,\"p50\":%.2f,\"p99\":%.2f,\"max\":%.2f}\n", clock_seconds(CLOCK_MONOTONIC) - begun_at, latency_count, accepted,
           percentile(sorted, count, .50), percentile(sorted, count, .99), percentile(sorted, count, 1));
    fflush(stdout);
    free(sorted);
    interval_from = latency_count;
}

/* Starts what has become due on connections that wait; returns how long nothing more is due, in milliseconds. */
static int start_due(Connection *all, int connections) {
    double now = clock_seconds(CLOCK_MONOTONIC);
    if (!rate) return 1000;
    if (now >= next_report) {
        if (latency_count > interval_from) report_interval();
        next_report += 10;
    }
    for (int i = 0; i < connections && (next_message >= total || due(next_message) <= now); i++)
        if (all[i].fd >= 0 && all[i].state == IDLE) {
            int result = begin_message(&all[i]);
            if (result) close_connection(&all[i], result);
        }
    double wait = next_message < total ? (due(next_message) - now) * 1000 : 1000;
    return wait < 1 ? 1 : wait > 1000 ? 1000 : (int)wait + 1;
}

static void take_events(const struct epoll_event *events, int count) {
    for (int i = 0; i < count; i++) {
        Connection *c = events[i].data.ptr;
        if (c->fd < 0) continue;
        int result = events[i].events & EPOLLOUT ? flush_output(c) : 0;
        if (!result) result = read_replies(c);
        if (result) close_connection(c, result);
    }
}

int main(int argc, char **argv) {
    if (argc < 4) { fprintf(stderr, "usage: load CORPUS PORT[,PORT...] CONNECTIONS [-n COUNT] [-k MESSAGES_PER_CONNECTION] [-r RATE -s SECONDS]\n"); return 2; }
    int count = 0, connections = atoi(argv[3]), seconds = 60, ports[16], port_count = 0;
    for (char *rest = argv[2], *port; (port = strsep(&rest, ",")) && port_count < 16;) ports[port_count++] = atoi(port);
    for (int i = 4; i + 1 < argc; i += 2) {
        if (!strcmp(argv[i], "-n")) count = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "-k")) per_connection = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "-r")) rate = atoi(argv[i + 1]);
        if (!strcmp(argv[i], "-s")) seconds = atoi(argv[i + 1]);
    }
    load_corpus(argv[1], count);
    total = rate ? rate * seconds : message_count;
    latencies = malloc(sizeof *latencies * (total + 1));
    epoll_fd = epoll_create1(0);
    Connection *all = calloc(connections, sizeof *all);
    double begun = clock_seconds(CLOCK_REALTIME), last_event = begun;
    begun_at = clock_seconds(CLOCK_MONOTONIC);
    next_report = begun_at + 10;
    for (int i = 0; i < connections; i++) {
        all[i].fd = -1;
        all[i].port = ports[i % port_count];
        if (i < total) open_connection(&all[i]);
    }
    struct epoll_event events[256];
    while (open_connections > 0) {
        int n = epoll_wait(epoll_fd, events, 256, start_due(all, connections));
        if (n > 0) last_event = clock_seconds(CLOCK_REALTIME);
        else if (clock_seconds(CLOCK_REALTIME) - last_event > 60) { fprintf(stderr, "nothing happened for 60 s\n"); break; }
        take_events(events, n);
    }
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    qsort(latencies, latency_count, sizeof *latencies, compare);
    for (char *p = first_refusal; *p; p++) if (*p == '"' || *p == '\\' || *p < 32) *p = ' ';
    printf("{\"messages\":%d,\"accepted\":%ld,\"deferred\":%ld,\"refused\":%ld,\"dropped\":%ld,\"connection_errors\":%ld,"
           "\"begun\":%.4f,\"last_accepted\":%.4f,\"p50\":%.2f,\"p95\":%.2f,\"p99\":%.2f,\"cpu\":%.3f,\"first_refusal\":\"%s\"}\n",
           total, accepted, deferred, refused, dropped, connection_errors, begun, last_accepted, percentile(latencies, latency_count, .50), percentile(latencies, latency_count, .95),
           percentile(latencies, latency_count, .99),
           usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, first_refusal);
    return 0;
}
