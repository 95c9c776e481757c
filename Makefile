# What a developer runs. The work is done by the scripts under hack/, each of which can be run by itself.
.DEFAULT_GOAL := help
.PHONY: help demo test bench image clean

help: ## show this
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-7s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## run the sample on a cluster of its own, and say where to look at it
	@hack/demo

test: ## everything that can be tested here: Maven's verify, with a real cluster for the integration tests
	@hack/test

bench: ## measure what an app costs the operator and the API server
	@hack/bench/run

image: ## build the operator's image
	@hack/local-cluster/prepare --operator

clean: ## stop the demo, and the Docker engine if it was started here
	@hack/local-cluster/cluster down
	@hack/local-cluster/engine down
