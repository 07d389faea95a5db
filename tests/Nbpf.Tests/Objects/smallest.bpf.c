// SPDX-License-Identifier: MIT OR GPL-2.0-only
/* The smallest program that loads; the seed of a fuzz run that reaches every field often. */
char _license[] __attribute__((section("license"))) = "GPL";

__attribute__((section("xdp"), used)) int pass(void *ctx)
{
	return 2;
}
