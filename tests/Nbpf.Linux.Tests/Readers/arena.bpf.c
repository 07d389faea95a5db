// SPDX-License-Identifier: GPL-2.0-only
// Follows a linked list that user space built in an arena, with user space's pointers.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define __arena __attribute__((address_space(1)))

struct {
	__uint(type, 33); // BPF_MAP_TYPE_ARENA
	__uint(map_flags, BPF_F_MMAPABLE);
	__uint(max_entries, 100);
} arena SEC(".maps");

struct node {
	struct node __arena *next;
	__u64 value;
};

struct node __arena *head;
__u64 sum;

SEC("syscall")
int follow(void *context)
{
	struct node __arena *node = head;
	int i;

	asm volatile("r1 = %[map] ll" : : [map] "i"(&arena) : "r1");
	sum = 0;
	for (i = 0; i < 1000 && node; i++) {
		sum += node->value;
		node->value = i;
		node = node->next;
	}
	return i;
}

char _license[] SEC("license") = "GPL";
