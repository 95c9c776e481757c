package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"time"
)

// api speaks to the API server as the administrator.
type api struct {
	base   string
	client *http.Client
}

type object = map[string]any

func newAPI(c *controlPlane) (*api, error) {
	ca, err := os.ReadFile(c.path("pki/ca.crt"))
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, MaxIdleConnsPerHost: 16}
	return &api{
		base:   c.url(),
		client: &http.Client{Transport: transport, Timeout: time.Minute},
	}, nil
}

type statusError struct {
	code int
	text string
}

func (e statusError) Error() string { return e.text }

func (a *api) do(ctx context.Context, method, path, contentType string, body any) (object, error) {
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		reader = bytes.NewReader(encoded)
	}
	request, err := http.NewRequestWithContext(ctx, method, a.base+path, reader)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Authorization", "Bearer "+adminToken)
	request.Header.Set("Content-Type", contentType)
	response, err := a.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode >= 400 {
		return nil, statusError{response.StatusCode, fmt.Sprintf("%s %s: %s %s", method, path, response.Status, content)}
	}
	var result object
	return result, json.Unmarshal(content, &result)
}

func (a *api) get(ctx context.Context, path string) (object, error) {
	return a.do(ctx, http.MethodGet, path, "application/json", nil)
}

func (a *api) create(ctx context.Context, path string, body object) error {
	_, err := a.do(ctx, http.MethodPost, path, "application/json", body)
	return err
}

func (a *api) merge(ctx context.Context, path string, patch object) error {
	_, err := a.do(ctx, http.MethodPatch, path, "application/merge-patch+json", patch)
	return err
}

func (a *api) delete(ctx context.Context, path string) error {
	_, err := a.do(ctx, http.MethodDelete, path, "application/json", nil)
	return err
}

func (a *api) items(ctx context.Context, path string) ([]object, error) {
	list, err := a.get(ctx, path)
	if err != nil {
		return nil, err
	}
	items, _ := list["items"].([]any)
	result := make([]object, len(items))
	for i, item := range items {
		result[i] = item.(object)
	}
	return result, nil
}

// field follows names through nested objects: field(pod, "metadata", "name").
func field(value any, names ...string) any {
	for _, name := range names {
		nested, ok := value.(object)
		if !ok {
			return nil
		}
		value = nested[name]
	}
	return value
}

func text(value any, names ...string) string {
	result, _ := field(value, names...).(string)
	return result
}

func isReady(app object) bool {
	conditions, _ := field(app, "status", "conditions").([]any)
	for _, condition := range conditions {
		if text(condition, "type") == "Ready" {
			return text(condition, "status") == "True" &&
				field(app, "status", "observedGeneration") == field(app, "metadata", "generation")
		}
	}
	return false
}

// yamlDocuments is what kubectl gets on its standard input.
func yamlDocuments(documents ...string) io.Reader {
	return strings.NewReader(strings.Join(documents, "\n---\n"))
}
