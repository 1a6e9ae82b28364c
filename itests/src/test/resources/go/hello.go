package main

import (
	"fmt"
	"os"
	"os/exec"
	"sync"
)

func main() {
	var wait sync.WaitGroup
	for i := 0; i < 50; i++ {
		wait.Add(1)
		go func() {
			defer wait.Done()
			if _, err := os.ReadFile("/etc/passwd"); err != nil {
				panic(err)
			}
		}()
	}
	wait.Wait()
	out, err := exec.Command("echo", "from go").Output()
	fmt.Print(string(out), err, "\n")
}
