#pragma once
#include <fcgiapp.h>

// What Swift's Glibc module leaves out and the accept loop needs.
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

// `accept4` is declared for _GNU_SOURCE alone. An accepted connection must not leak into child processes.
int accept4(int listener, struct sockaddr *address, socklen_t *length, int flags);

static const short SHI_POLLRDHUP = 0x2000;  // POLLRDHUP, likewise for _GNU_SOURCE alone

// The process's environment. Swift refuses the variable itself, because another thread could change it.
static inline char **shi_environment(void) {
    extern char **environ;
    return environ;
}
