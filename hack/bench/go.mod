module threetier.dev/hack/bench

go 1.26
