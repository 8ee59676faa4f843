/* Clients that keep a server busy with nothing: idle ones, which say EHLO and are silent, and slow ones, which send the content of a message one octet a second.
 *
 *   idle PORT IDLE SLOW RECIPIENT
 *
 * Connects from 127.0.1.1 on, 200 connections an address. Prints "ready" when all are where they should be, then sends octets until its standard input ends, and prints
 * one JSON object: how many of each are still connected. Loopback only. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define AT_ONCE 200
#define PER_ADDRESS 200

enum State { UNUSED, GREETING, HELLO, MAIL, RCPT, DATA, THERE, LOST };

typedef struct {
    int fd, slow, used;
    enum State state;
    char in[2048];
} Client;

static int epoll_fd, port, ready, lost;
static const char *recipient;

static void say(Client *c, const char *line) { if (send(c->fd, line, strlen(line), MSG_NOSIGNAL) < 0) c->state = LOST; }

static void open_client(Client *c, int number) {
    c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000101 + number / PER_ADDRESS)};
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int on = 1;
    setsockopt(c->fd, IPPROTO_IP, 24 /* IP_BIND_ADDRESS_NO_PORT */, &on, sizeof on);
    if (c->fd < 0 || bind(c->fd, (void *)&from, sizeof from) || (connect(c->fd, (void *)&to, sizeof to) && errno != EINPROGRESS)) { perror("connect"); exit(2); }
    c->state = GREETING;
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = c};
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, c->fd, &event);
}

/* The next line of the dialogue after a good reply. */
static void go_on(Client *c) {
    char line[400];
    switch (c->state) {
    case GREETING: c->state = HELLO; say(c, "EHLO idle.bench.example\r\n"); break;
    case HELLO:
        if (!c->slow) { c->state = THERE; ready++; break; }
        c->state = MAIL; say(c, "MAIL FROM:<slow@client.example>\r\n"); break;
    case MAIL: c->state = RCPT; snprintf(line, sizeof line, "RCPT TO:<%s>\r\n", recipient); say(c, line); break;
    case RCPT: c->state = DATA; say(c, "DATA\r\n"); break;
    case DATA: c->state = THERE; ready++; say(c, "Subject: slow\r\n\r\n"); break;
    default: c->state = LOST;
    }
}

static void take(Client *c) {
    ssize_t got = recv(c->fd, c->in + c->used, sizeof c->in - 1 - c->used, 0);
    if (got < 0 && errno == EAGAIN) return;
    if (got > 0) {
        c->used += got;
        char *end;
        while (c->state != LOST && (end = memchr(c->in, '\n', c->used))) {
            int last = c->in[3] != '-', code = atoi(c->in), length = end - c->in + 1;
            memmove(c->in, end + 1, c->used -= length);
            if (code >= 400) c->state = LOST;
            else if (last) go_on(c);
        }
    } else c->state = LOST;
    if (c->state == LOST) {
        lost++;
        close(c->fd);
    }
}

static void wait_for_events(int milliseconds) {
    struct epoll_event events[512];
    int n = epoll_wait(epoll_fd, events, 512, milliseconds);
    for (int i = 0; i < n; i++)
        if (events[i].data.ptr) take(events[i].data.ptr);
}

static int input_ended(void) {
    fd_set set;
    FD_ZERO(&set);
    FD_SET(0, &set);
    struct timeval none = {0, 0};
    return select(1, &set, NULL, NULL, &none) > 0;
}

int main(int argc, char **argv) {
    if (argc < 5) { fprintf(stderr, "usage: idle PORT IDLE SLOW RECIPIENT\n"); return 2; }
    int idle = atoi(argv[2]), slow = atoi(argv[3]), all = idle + slow;
    port = atoi(argv[1]);
    recipient = argv[4];
    epoll_fd = epoll_create1(0);
    Client *clients = calloc(all, sizeof *clients);
    time_t end = time(NULL) + 120;
    for (int opened = 0; ready + lost < all && time(NULL) < end;) {
        while (opened < all && opened - ready - lost < AT_ONCE) {
            clients[opened].slow = opened < slow;
            open_client(&clients[opened], opened);
            opened++;
        }
        wait_for_events(100);
    }
    printf("ready\n");
    fflush(stdout);
    for (time_t next = time(NULL); !input_ended();) {
        wait_for_events(50);
        if (time(NULL) < next) continue;
        next = time(NULL) + 1;
        for (int i = 0; i < slow; i++)
            if (clients[i].state == THERE) say(&clients[i], "x");
    }
    int left_idle = 0, left_slow = 0;
    for (int i = 0; i < all; i++)
        if (clients[i].state == THERE) *(clients[i].slow ? &left_slow : &left_idle) += 1;
    printf("{\"idle\":%d,\"slow\":%d}\n", left_idle, left_slow);
    return 0;
}
