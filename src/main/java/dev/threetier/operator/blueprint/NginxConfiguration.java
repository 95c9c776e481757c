package dev.threetier.operator.blueprint;

/** The configuration of nginx, which serves static files. */
final class NginxConfiguration {

  static final String HEALTH_PATH = "/healthz";

  private NginxConfiguration() {}

  static String of(int port, String root) {
    return """
    worker_processes 2;
    pid /tmp/nginx.pid;
    error_log /dev/stderr warn;
    worker_shutdown_timeout 40s;

    events {
        worker_connections 4096;
    }

    http {
        include /etc/nginx/mime.types;
        default_type application/octet-stream;
        access_log off;
        server_tokens off;
        sendfile on;
        gzip on;
        gzip_types text/css text/javascript application/javascript application/json image/svg+xml;

        client_body_temp_path /tmp/client-body;
        proxy_temp_path /tmp/proxy;
        fastcgi_temp_path /tmp/fastcgi;
        uwsgi_temp_path /tmp/uwsgi;
        scgi_temp_path /tmp/scgi;

        # Short, so that a pod that stops is soon rid of its connections.
        keepalive_timeout 3s;
        keepalive_time 5s;

        server {
            listen %d backlog=4096;
            root %s;

            location = %s {
                return 200 "ok\\n";
            }

            # A mounted ConfigMap holds its files twice, the second time under ..data.
            location ~ /\\.(?!well-known/) {
                return 404;
            }
        }
    }
    """
        .formatted(port, root, HEALTH_PATH);
  }
}
