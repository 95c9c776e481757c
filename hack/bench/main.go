// Command bench measures what applications cost the operator and the API server: see docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	var o options
	flag.StringVar(&o.root, "root", ".", "the project's folder")
	flag.StringVar(&o.kube, "kube", "", "the local cluster's Kubernetes binary")
	flag.StringVar(&o.kwok, "kwok", "", "the kwok binary")
	flag.StringVar(&o.image, "image", "", "the operator's image")
	flag.StringVar(&o.memory, "memory", "256m", "the operator's memory limit")
	flag.StringVar(&o.json, "json", "", "file for the results as JSON")
	flag.StringVar(&o.keep, "logs", "", "folder that gets the logs and the audit log")
	flag.IntVar(&o.apps, "apps", 100, "number of applications")
	flag.IntVar(&o.starts, "starts", 5, "number of cold starts")
	flag.IntVar(&o.edits, "edits", 24, "number of edited children")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// What was measured before an error is worth printing.
	results, err := measure(ctx, o)
	results.print(os.Stdout)
	if err := errors.Join(err, results.write(o.json)); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

type options struct {
	root, kube, kwok, image, memory, json, keep string
	apps, starts, edits                         int
}
