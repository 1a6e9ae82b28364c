/* Prints the user ids: run with the set-user-ID bit. */
#include <stdio.h>
#include <unistd.h>

int main(void)
{
    printf("%d %d\n", (int) getuid(), (int) geteuid());
    return 0;
}
