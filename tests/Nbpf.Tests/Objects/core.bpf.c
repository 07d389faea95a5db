// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* A program that depends on the layout of a kernel type, and one beside it that does not. */
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

char _license[] SEC("license") = "GPL";

struct task_struct {
	int pid;
	struct {
		int counts[3];
	} inner;
} __attribute__((preserve_access_index));

SEC("raw_tp/sys_enter")
int relocated(struct bpf_raw_tracepoint_args *ctx)
{
	struct task_struct *task = (void *)bpf_get_current_task();
	int count;

	bpf_probe_read_kernel(&count, sizeof(count), &task->inner.counts[2]);
	return count;
}

SEC("xdp")
int plain(struct xdp_md *ctx)
{
	return XDP_PASS;
}
