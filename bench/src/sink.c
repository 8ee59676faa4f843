/* SMTP sink: the last hop of the bench. One thread, epoll; takes everything, tells losses and doubles by the "bench-NNNNNN" Message-IDs.
 *
 *   sink PORT CONTROL_PORT
 *
 * Control: connect to CONTROL_PORT, send "RESET\n" or "STATS\n", read one JSON object. Loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define MAX_ID 1000000

typedef struct {
    int fd, in_content, in_header, id;
    size_t length;
    char buffer[65536];
} Connection;

static unsigned char seen[MAX_ID];
static long messages, distinct, doubles, unknown;
static double octets, last;

static int listen_on(int port) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    if (bind(fd, (void *)&address, sizeof address) || listen(fd, 1024)) { perror("listen"); exit(2); }
    return fd;
}

static void say(Connection *c, const char *reply) { send(c->fd, reply, strlen(reply), MSG_NOSIGNAL); }

static void end_message(Connection *c) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    last = t.tv_sec + t.tv_nsec / 1e9;
    messages++;
    if (c->id < 0) unknown++;
    else if (seen[c->id]) doubles++;
    else distinct++;
    if (c->id >= 0) seen[c->id] = 1;
    c->in_content = 0;
    say(c, "250 2.0.0 Ok: sunk\r\n");
}

static void take_header(Connection *c, const char *line, size_t length) {
    if (length <= 2) { c->in_header = 0; return; }
    int names_it = length > 11 && !strncasecmp(line, "Message-ID:", 11);
    int folded = c->id < 0 && (line[0] == ' ' || line[0] == '\t');
    char *id = names_it || folded ? memmem(line, length, "<bench-", 7) : NULL;
    long value = id ? strtol(id + 7, NULL, 10) : -1;
    if (value >= 0 && value < MAX_ID) c->id = value;
}

/* -1: the client wants to go. */
static int take_line(Connection *c, const char *line, size_t length) {
    if (c->in_content) {
        octets += length;
        if (line[0] == '.' && length == 3) end_message(c);
        else if (c->in_header) take_header(c, line, length);
        return 0;
    }
    if (!strncasecmp(line, "EHLO", 4))
        say(c, "250-sink.bench.example\r\n250-PIPELINING\r\n250-SIZE 104857600\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n");
    else if (!strncasecmp(line, "DATA", 4)) {
        c->in_content = c->in_header = 1;
        c->id = -1;
        say(c, "354 go\r\n");
    } else if (!strncasecmp(line, "QUIT", 4)) {
        say(c, "221 2.0.0 bye\r\n");
        return -1;
    } else say(c, "250 2.1.0 Ok\r\n");
    return 0;
}

static int take_input(Connection *c) {
    ssize_t got = recv(c->fd, c->buffer + c->length, sizeof c->buffer - c->length, 0);
    if (got <= 0) return -1;
    c->length += got;
    char *line = c->buffer, *end = c->buffer + c->length, *newline;
    int result = 0;
    while (!result && (newline = memchr(line, '\n', end - line))) {
        result = take_line(c, line, newline - line + 1);
        line = newline + 1;
    }
    c->length = end - line;
    if (c->length == sizeof c->buffer) c->length = 0; /* a line longer than the buffer: only counted */
    memmove(c->buffer, line, c->length);
    return result;
}

static void accept_all(int listener, int epoll_fd) {
    int fd, on = 1;
    while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        Connection *c = malloc(sizeof *c);
        c->fd = fd;
        c->in_content = c->in_header = 0;
        c->length = 0;
        c->id = -1;
        struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
        epoll_ctl(epoll_fd, EPOLL_CTL_ADD, fd, &event);
        say(c, "220 sink.bench.example ESMTP\r\n");
    }
}

static void control(int listener) {
    int fd = accept(listener, NULL, NULL);
    if (fd < 0) return;
    char command[64] = {0}, answer[400];
    struct timeval wait = {0, 300000};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
    if (recv(fd, command, sizeof command - 1, 0) > 0 && !strncmp(command, "RESET", 5)) {
        memset(seen, 0, sizeof seen);
        messages = distinct = doubles = unknown = 0;
        octets = last = 0;
    }
    int length = snprintf(answer, sizeof answer, "{\"messages\":%ld,\"distinct\":%ld,\"doubles\":%ld,\"unknown\":%ld,\"octets\":%.0f,\"last\":%.4f}\n",
                          messages, distinct, doubles, unknown, octets, last);
    send(fd, answer, length, MSG_NOSIGNAL);
    close(fd);
}

int main(int argc, char **argv) {
    if (argc < 3) { fprintf(stderr, "usage: sink PORT CONTROL_PORT\n"); return 2; }
    signal(SIGPIPE, SIG_IGN);
    int mail = listen_on(atoi(argv[1])), commands = listen_on(atoi(argv[2])), epoll_fd = epoll_create1(0);
    struct epoll_event event = {.events = EPOLLIN, .data.u64 = 1}, events[256];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, mail, &event);
    event.data.u64 = 2;
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, commands, &event);
    for (;;) {
        int n = epoll_wait(epoll_fd, events, 256, -1);
        for (int i = 0; i < n; i++) {
            if (events[i].data.u64 == 1) accept_all(mail, epoll_fd);
            else if (events[i].data.u64 == 2) control(commands);
            else {
                Connection *c = events[i].data.ptr;
                if (take_input(c)) { close(c->fd); free(c); }
            }
        }
    }
}
