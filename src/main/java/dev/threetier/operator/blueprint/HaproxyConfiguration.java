package dev.threetier.operator.blueprint;

import dev.threetier.operator.api.v1alpha1.ConfigurationSnippets;

/** The configuration of HAProxy. */
final class HaproxyConfiguration {

  /** Connections beside those of clients, so that probes are answered when those are used up. */
  private static final int OF_THE_HEALTH_PORT = 100;

  private static final String NOTHING_ELSE = "    http-request return status 404\n";

  /** To be read only: nothing says who may administrate. */
  private static final String STATISTICS =
      """
          http-request return status 404 unless { path /stats } || { path_beg /stats; }
          stats enable
          stats uri /stats
          stats hide-version
          stats refresh 10s
      """;

  private HaproxyConfiguration() {}

  static String of(Scope scope, String runDir) {
    var loadBalancer = scope.spec().loadBalancer();
    var timeouts = loadBalancer.timeouts();
    var web = scope.spec().web();
    var application = scope.spec().application();
    return """
    global
        log stdout format raw local0 notice
        maxconn %d
        mworker-max-reloads 20
        stats socket %s/admin.sock mode 600 level admin expose-fd listeners
    %s
    defaults
        mode http
        log global
        option dontlognull
        option http-keep-alive
        option idle-close-on-response
        timeout connect %s
        timeout queue %s
        timeout client %s
        timeout server %s
        timeout http-request %s
        timeout http-keep-alive %s
        timeout tunnel %s
        retries 3
        option redispatch 1
    %s
    # The last known pods are kept when DNS does not answer.
    resolvers cluster
        parse-resolv-conf
        accepted_payload_size 8192
        resolve_retries 3
        timeout resolve 1s
        timeout retry 1s
        hold valid 1s
        hold obsolete 0s
        hold nx 24h
        hold other 24h
        hold refused 24h
        hold timeout 24h

    frontend health
        bind :%d
        no log
        monitor-uri /readyz
        http-request return status 200 if { path /healthz }
        http-request use-service prometheus-exporter if { path /metrics }
    %s
    frontend http
        bind :%d
    %s    maxconn %d
    %s%s%s%s%s%s%s%s%s
    %s
    %s"""
        .formatted(
            loadBalancer.maxConnections() + OF_THE_HEALTH_PORT,
            runDir,
            HaproxyTls.global(scope),
            timeouts.connect(),
            timeouts.queue(),
            timeouts.client(),
            timeouts.server(),
            timeouts.request(),
            timeouts.keepAlive(),
            timeouts.tunnel(),
            HaproxyErrorPages.of(scope, Pods.CONFIG_DIR),
            LoadBalancerTier.HEALTH_PORT,
            loadBalancer.stats() ? STATISTICS : NOTHING_ELSE,
            loadBalancer.port(),
            HaproxyTls.bind(scope),
            loadBalancer.maxConnections(),
            HaproxyForwarding.proxies(loadBalancer),
            HaproxyAccessLog.of(loadBalancer.accessLog()),
            HaproxyForwarding.of(loadBalancer),
            HaproxySourceRanges.of(loadBalancer),
            HaproxyRateLimit.of(scope),
            HaproxyTls.rules(scope),
            HaproxyBodies.of(loadBalancer),
            HaproxySnippets.of(scope, ConfigurationSnippets::frontend),
            HaproxyRoutes.of(loadBalancer.routes()),
            HaproxyBackend.of(scope, Tier.WEB, web, WebTier.readiness(web)),
            HaproxyBackend.of(
                scope, Tier.APPLICATION, application, ApplicationTier.readiness(application)));
  }
}
