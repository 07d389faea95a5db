// SPDX-License-Identifier: MIT
// Peers of Nbpf.Linux's map commands: libbpf's wrappers around bpf(2) in a loop. Each answers nanoseconds, or a negative errno.
#include <bpf/bpf.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>

#include "clock.h"

long peer_lookups(int map, uint32_t entries, uint32_t count)
{
	uint64_t value;
	long start = nanoseconds();

	for (uint32_t i = 0; i < count; i++) {
		uint32_t key = i % entries;

		if (bpf_map_lookup_elem(map, &key, &value))
			return -errno;
	}
	return nanoseconds() - start;
}

long peer_updates(int map, uint32_t entries, uint32_t count)
{
	long start = nanoseconds();

	for (uint32_t i = 0; i < count; i++) {
		uint32_t key = i % entries;
		uint64_t value = i;

		if (bpf_map_update_elem(map, &key, &value, BPF_ANY))
			return -errno;
	}
	return nanoseconds() - start;
}

// All elements of a hash of 4-byte keys and 8-byte values by batches of a size; their number goes to *elements.
long peer_batch_read(int map, uint32_t batch, uint64_t *elements)
{
	uint32_t *keys = malloc((size_t)batch * sizeof(*keys));
	uint64_t *values = malloc((size_t)batch * sizeof(*values));
	uint32_t position = 0, *from = NULL;
	uint64_t total = 0;
	long start = nanoseconds();
	int error = 0;

	while (!error) {
		uint32_t count = batch;

		if (bpf_map_lookup_batch(map, from, &position, keys, values, &count, NULL))
			error = errno;
		if (!error || error == ENOENT)
			total += count;
		from = &position;
	}

	long took = nanoseconds() - start;

	free(keys);
	free(values);
	*elements = total;
	return error == ENOENT ? took : -error;
}
