package dev.threetier.operator.blueprint;

/** The configuration of HAProxy. */
final class HaproxyConfiguration {

  /** Connections beside those of clients, so that probes are answered when those are used up. */
  private static final int OF_THE_HEALTH_PORT = 100;

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
        hard-stop-after 50s
        stats socket %s/admin.sock mode 600 level admin

    defaults
        mode http
        log global
        option dontlognull
        option http-keep-alive
        option idle-close-on-response
        option forwardfor
        timeout connect %s
        timeout queue %s
        timeout client %s
        timeout server %s
        timeout http-request %s
        timeout http-keep-alive %s
        timeout tunnel %s
        retries 3
        option redispatch 1

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
        monitor-uri /readyz
        http-request return status 200 if { path /healthz }
        http-request use-service prometheus-exporter if { path /metrics }
        http-request return status 404

    frontend http
        bind :%d
        maxconn %d
    %s%s%s
    %s
    %s"""
        .formatted(
            loadBalancer.maxConnections() + OF_THE_HEALTH_PORT,
            runDir,
            timeouts.connect(),
            timeouts.queue(),
            timeouts.client(),
            timeouts.server(),
            timeouts.request(),
            timeouts.keepAlive(),
            timeouts.tunnel(),
            LoadBalancerTier.HEALTH_PORT,
            loadBalancer.port(),
            loadBalancer.maxConnections(),
            HaproxySourceRanges.of(loadBalancer),
            HaproxyRateLimit.of(loadBalancer),
            HaproxyRoutes.of(loadBalancer.routes()),
            HaproxyBackend.of(scope, Tier.WEB, web, WebTier.readiness(web)),
            HaproxyBackend.of(
                scope, Tier.APPLICATION, application, ApplicationTier.readiness(application)));
  }
}
