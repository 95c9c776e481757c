package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
)

type repairResult struct {
	What    string
	Seconds float64
}

// results is what one run has found; times in seconds, memory in MiB.
type results struct {
	ColdStart, ColdStartFirstChild, Stop                                            []float64
	Children                                                                        int
	WritesOfOneApp, ReadsOfOneApp                                                   counts
	Apps                                                                            int
	SecondsToAllReady, CPUAtStart, CPUPerApp                                        float64
	WritesOfOtherApps, ReadsOfOtherApps                                             counts
	RSSWithOneApp, AnonymousWithOneApp, RSSWithAllApps, AnonymousWithAllApps        float64
	Repairs                                                                         []repairResult
	WritesWhenIdle                                                                  counts
	CPUWhenIdle, CPUOfRestart, RestartReady, RSSAfterRestart, AnonymousAfterRestart float64
	WritesOnRestart, ReadsOnRestart                                                 counts
}

func (r *results) print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	row := func(what, target, format string, values ...any) {
		fmt.Fprintf(table, "%s\t%s\t%s\n", what, fmt.Sprintf(format, values...), target)
	}
	repairs := make([]float64, len(r.Repairs))
	for i, repair := range r.Repairs {
		repairs[i] = repair.Seconds
	}
	others := float64(max(r.Apps-1, 1))
	fmt.Fprintln(table, "\tmeasured\ttarget")
	row("children of an app", "", "%d", r.Children)
	row("writes of one new app", fmt.Sprintf("≤ %d", r.Children+2), "%d", r.WritesOfOneApp.total())
	row(fmt.Sprintf("writes per app, of the %d others", r.Apps-1), fmt.Sprintf("≤ %d", r.Children+2), "%.2f", float64(r.WritesOfOtherApps.total())/others)
	row("reads past the cache", "0", "%d", r.ReadsOfOneApp.total()+r.ReadsOfOtherApps.total())
	row("writes in 30 s of nothing to do", "0", "%d", r.WritesWhenIdle.total())
	row(fmt.Sprintf("writes on restart with %d apps", r.Apps), "0", "%d", r.WritesOnRestart.total())
	row("reads past the cache on restart", "0", "%d", r.ReadsOnRestart.total())
	row(fmt.Sprintf("edited child repaired, of %d: median, max", len(repairs)), "≤ 0.3 s", "%.3f s, %.3f s", median(repairs), greatest(repairs))
	row(fmt.Sprintf("operator CPU per app, first %d", r.Apps), "≤ 0.06 s", "%.3f s", r.CPUPerApp)
	row("RSS with 1 app (of it anonymous)", "", "%.0f MiB (%.0f)", r.RSSWithOneApp, r.AnonymousWithOneApp)
	row(fmt.Sprintf("RSS with %d apps (of it anonymous)", r.Apps), "≤ 150 MiB", "%.0f MiB (%.0f)", r.RSSWithAllApps, r.AnonymousWithAllApps)
	row("RSS after a restart with them", "≤ 150 MiB", "%.0f MiB (%.0f)", r.RSSAfterRestart, r.AnonymousAfterRestart)
	row(fmt.Sprintf("process to a waiting app's children, of %d: median, max", len(r.ColdStart)), "≤ 1.5 s", "%.2f s, %.2f s", median(r.ColdStart), greatest(r.ColdStart))
	row("  of it to the first child", "", "%.2f s, %.2f s", median(r.ColdStartFirstChild), greatest(r.ColdStartFirstChild))
	row(fmt.Sprintf("%d apps created until all ready", r.Apps-1), "", "%.1f s", r.SecondsToAllReady)
	row("CPU of a start with no app", "", "%.2f s", r.CPUAtStart)
	row(fmt.Sprintf("CPU of a restart with %d apps", r.Apps), "", "%.2f s", r.CPUOfRestart)
	row("CPU when idle", "", "%.4f of a core", r.CPUWhenIdle)
	row("SIGTERM to the end, median", "", "%.2f s", median(r.Stop))
	table.Flush()
	fmt.Fprintln(out, "\nwrites of one new app, and of an average one of the others:")
	for _, name := range r.WritesOfOneApp.names() {
		fmt.Fprintf(out, "  %3d  %6.2f  %s\n", r.WritesOfOneApp[name], float64(r.WritesOfOtherApps[name])/others, name)
	}
}

func (r *results) write(file string) error {
	encoded, err := json.MarshalIndent(r, "", "  ")
	if err != nil || file == "" {
		return err
	}
	return os.WriteFile(file, append(encoded, '\n'), 0o644)
}

func median(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

func greatest(values []float64) float64 {
	if len(values) == 0 {
		return 0
	}
	return slices.Max(values)
}
