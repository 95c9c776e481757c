package main

import (
	"os"

	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/clientcmd"
)

// newClient connects as the file in KUBECONFIG says. It is only called at start, where all that helps is to end.
func newClient() kubernetes.Interface {
	config, err := clientcmd.BuildConfigFromFlags("", os.Getenv("KUBECONFIG"))
	if err != nil {
		panic(err)
	}
	return kubernetes.NewForConfigOrDie(config)
}
