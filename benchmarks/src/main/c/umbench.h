/* What the parts of umbench share. */

/* Answers with an error, and ends. */
void fail(const char *format, ...);

/* Nanoseconds. */
long long now(void);

/* Work on files: the time of a case, as umbench.c has it. */
long long files(const char *name, long count, char *argument);

#define REPEAT_AFTER(UNTIMED, ROUND)                   \
	do {                                           \
		long long time = 0;                    \
		for (long i = 0; i < count; i++) {     \
			UNTIMED;                       \
			long long start = now();       \
			ROUND;                         \
			time += now() - start;         \
		}                                      \
		return time;                           \
	} while (0)

#define REPEAT(ROUND)                          \
	do {                                   \
		long long start = now();       \
		for (long i = 0; i < count; i++) { \
			ROUND;                 \
		}                              \
		return now() - start;          \
	} while (0)
