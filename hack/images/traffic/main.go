// Command traffic sends requests to a guestbook at a constant rate, until SIGTERM or until told so by `traffic stop` in
// the same container, and prints what became of each as a line of JSON. It is vegeta, with targets of its own.
package main

import (
	"bufio"
	"crypto/tls"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	vegeta "github.com/tsenart/vegeta/v12/lib"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "stop" {
		exitOn(syscall.Kill(1, syscall.SIGTERM))
		return
	}
	url := flag.String("url", "", "the guestbook's address")
	rate := flag.Int("rate", 200, "requests per second")
	run := flag.String("run", "", "what the messages of this run's entries begin with")
	timeout := flag.Duration("timeout", 5*time.Second, "the longest that a request may take")
	flag.Parse()

	attacker := vegeta.NewAttacker(vegeta.Client(&http.Client{Timeout: *timeout, Transport: once{connections()}}))
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, os.Interrupt)
	go func() {
		<-stop
		attacker.Stop()
	}()

	// Printed at the end, so that printing takes no time from the requests.
	var results []*vegeta.Result
	for result := range attacker.Attack(targets(*url, *run), vegeta.ConstantPacer{Freq: *rate, Per: time.Second}, 0, "") {
		result.Body, result.Headers = nil, nil
		results = append(results, result)
	}
	out := bufio.NewWriter(os.Stdout)
	for _, result := range results {
		exitOn(json.NewEncoder(out).Encode(line(result, *url)))
	}
	exitOn(out.Flush())
}

// targets are the page, six of ten; the entries, three; and a new entry, one, whose number stands in its message and, for
// the results, in its address. One connection in ten is closed by the client, so that new ones are made all the time.
func targets(url, run string) vegeta.Targeter {
	var count atomic.Uint64
	return func(target *vegeta.Target) error {
		number := count.Add(1)
		target.Method, target.URL, target.Header = http.MethodGet, url+"/", http.Header{}
		switch number % 10 {
		case 0:
			target.Method, target.URL = http.MethodPost, fmt.Sprintf("%s/api/entries?number=%d", url, number)
			target.Header.Set("Content-Type", "application/json")
			target.Body = fmt.Appendf(nil, `{"author": "traffic", "message": "%s %d"}`, run, number)
		case 2, 5, 8:
			target.URL = url + "/api/entries"
		case 3:
			target.Header.Set("Connection", "close")
		}
		return nil
	}
}

func connections() *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil
	// Whose certificate it is shows elsewhere.
	transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true}
	transport.ForceAttemptHTTP2 = false
	transport.MaxIdleConnsPerHost = transport.MaxIdleConns
	// Shorter than the server's, or both could close and use a connection at the same moment.
	transport.IdleConnTimeout = 4 * time.Second
	return transport
}

// once keeps the transport from sending a request again when its connection breaks, as it does by itself with every GET:
// it never repeats a request with a body that it cannot get a second time.
type once struct{ next http.RoundTripper }

func (o once) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.GetBody = nil
	if request.Body == nil || request.Body == http.NoBody {
		request.Body = io.NopCloser(strings.NewReader(""))
	}
	return o.next.RoundTrip(request)
}

type answer struct {
	At     int64   `json:"at"` // Unix time in milliseconds
	Millis float64 `json:"millis"`
	Method string  `json:"method"`
	Path   string  `json:"path"`
	Code   uint16  `json:"code"`
	Error  string  `json:"error"`
}

func line(r *vegeta.Result, url string) answer {
	return answer{
		At:     r.Timestamp.UnixMilli(),
		Millis: float64(r.Latency.Microseconds()) / 1000,
		Method: r.Method,
		Path:   strings.TrimPrefix(r.URL, url),
		Code:   r.Code,
		Error:  r.Error,
	}
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}
