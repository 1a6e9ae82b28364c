/* Prints the name of the process and its arguments. */
#include <stdio.h>
#include <sys/prctl.h>

int main(int argc, char **argv)
{
	char name[16];
	prctl(PR_GET_NAME, name);
	printf("%s:", name);
	for (int i = 0; i < argc; i++)
		printf(" %s", argv[i]);
	printf("\n");
	return 0;
}
