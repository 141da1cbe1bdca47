/* Preloaded into a program under test: the time of day is RINGBOOK_STILL_AT (seconds since 1970), always.
   Intervals go on as they are, so timers work. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

int clock_gettime(clockid_t clock, struct timespec *moment) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
  const char *still = clock == CLOCK_REALTIME ? getenv("RINGBOOK_STILL_AT") : NULL;
  if (!still) return real(clock, moment);
  moment->tv_sec = atoll(still);
  moment->tv_nsec = 0;
  return 0;
}
