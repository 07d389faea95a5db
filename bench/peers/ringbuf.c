// SPDX-License-Identifier: MIT
// Peer of Nbpf's ring buffer reader: libbpf's consumer, with a callback that reads a little of each record.
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdint.h>

#include "clock.h"

static uint64_t sum;

static int take(void *context, void *data, size_t size)
{
	(void)context;
	(void)size;
	sum += *(uint64_t *)data;
	return 0;
}

struct ring_buffer *peer_ring_open(int map)
{
	return ring_buffer__new(map, take, NULL, NULL);
}

// All records that are there; answers nanoseconds, or a negative errno. What was added up goes to *total.
long peer_ring_consume(struct ring_buffer *ring, int records, uint64_t *total)
{
	long start = nanoseconds();
	int count = ring_buffer__consume(ring);
	long took = nanoseconds() - start;

	*total = sum;
	return count == records ? took : count < 0 ? count : -EINVAL;
}

void peer_ring_close(struct ring_buffer *ring)
{
	ring_buffer__free(ring);
}
