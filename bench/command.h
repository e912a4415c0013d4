/* SPDX-License-Identifier: LGPL-2.1-only OR BSD-2-Clause */
/* Each command of xskbench: its arguments, argv[0] its name; the exit status. 0 done, 1 failed, 2 usage. */
#ifndef BENCH_COMMAND_H
#define BENCH_COMMAND_H

int rx_main(int argc, char **argv);
int tx_main(int argc, char **argv);
int forward_main(int argc, char **argv);
int compare_main(int argc, char **argv);
int latency_main(int argc, char **argv);
int start_main(int argc, char **argv);

#endif
