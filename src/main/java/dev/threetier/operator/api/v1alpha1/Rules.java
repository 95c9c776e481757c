package dev.threetier.operator.api.v1alpha1;

/**
 * CEL rules that several fields share. A rule is preferred to a pattern where users err, because a
 * pattern's message shows the expression and not what to write instead.
 */
final class Rules {

  /** {@code [registry[:port]/]name[:tag][@digest]}, as container runtimes read it. */
  static final String IMAGE =
      "self.matches('^([A-Za-z0-9.-]+(:[0-9]+)?/)?"
          + "[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
          + "(:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?"
          + "(@[a-z0-9]+([+._-][a-z0-9]+)*:[0-9a-fA-F]{32,})?$')";

  static final String IMAGE_MESSAGE =
      "this is no image: write [registry/]name[:tag][@digest], the name in lower case, for example"
          + " registry.example.com/shop:1.4";

  private static final String IS_OBJECT_NAME = ".matches('^[a-z0-9]+((-+|[.])[a-z0-9]+)*$')";

  /** The name of an object: a DNS subdomain. */
  static final String OBJECT_NAME = "self" + IS_OBJECT_NAME;

  static final String OBJECT_NAME_MESSAGE =
      "this is no object's name: use lower-case letters, digits, '-' and '.', starting and ending"
          + " with a letter or digit";

  /** Names of objects, each of them once. */
  static final String OBJECT_NAMES =
      "self.all(n, n" + IS_OBJECT_NAME + ") && self.all(n, self.exists_one(m, m == n))";

  static final String OBJECT_NAMES_MESSAGE =
      "one of these is no object's name, or is there twice: use lower-case letters, digits, '-' and"
          + " '.', starting and ending with a letter or digit";

  static final String PRINTABLE_LINES = "self.matches('^[ -~\\n\\t]*$')";

  static final String PRINTABLE_LINES_MESSAGE =
      "only printable ASCII characters, tabs and newlines can stand here";

  /** Keys of labels and annotations: an optional DNS subdomain and '/', then a name. */
  static final String LABEL_KEYS =
      "self.all(k, k.matches('^([a-z0-9][-a-z0-9.]{0,252}/)?"
          + "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))";

  static final String LABEL_KEYS_MESSAGE =
      "a key is [domain/]name, the name of at most 63 letters, digits, '-', '_' and '.', for"
          + " example example.com/team";

  static final String LABEL_VALUES =
      "self.all(k, self[k].matches('^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$'))";

  static final String LABEL_VALUES_MESSAGE =
      "a label's value has letters, digits, '-', '_' and '.', starting and ending with a letter or"
          + " digit";

  /** Go and HAProxy read such a duration alike. */
  static final String DURATION_FROM =
      "self.matches('^[1-9][0-9]*(ms|s|m|h)$') && duration(self) >= duration('";

  static final String DURATION_TO = "') && duration(self) <= duration('";

  static final String DURATION_END = "')";

  static final String DURATION_FORM = ": a whole number and ms, s, m or h";

  static final String VOLUME_SIZE =
      "self.matches('^[0-9]+([.][0-9]+)?(k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?$')";

  /** The class of a volume that exists. */
  static final String STORAGE_CLASS_STAYS =
      "has(self.storageClassName) == has(oldSelf.storageClassName) && (!has(self.storageClassName)"
          + " || self.storageClassName == oldSelf.storageClassName)";

  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  private static final String GROUP = "[0-9A-Fa-f]{1,4}";

  /** isCIDR is not known to Kubernetes 1.30. */
  static final String CIDRS =
      "self.all(n, n.matches('^("
          + (OCTET + "([.]" + OCTET + "){3}/(3[0-2]|[12]?[0-9])|")
          + ("((" + GROUP + ":){7}" + GROUP)
          + ("|(" + GROUP + ":){1,7}:")
          + ("|(" + GROUP + ":){1,6}(:" + GROUP + "){1,6}")
          + ("|:((:" + GROUP + "){1,7}|:))/(12[0-8]|1[01][0-9]|[1-9]?[0-9])")
          // Of an address with a gap inside, the groups on both sides are at most seven.
          + ")$') && (n.split(':').size() <= 8 || n.matches('^:|:/')))";

  static final String CIDRS_MESSAGE =
      "one of these is no network: write an IPv4 or IPv6 address and the length of its prefix, for example"
          + " 192.0.2.0/24, 2001:db8::/32, or 192.0.2.1/32 for one address";

  static final String HEADER_NAME = "self.matches('^[A-Za-z0-9-]+$')";

  static final String HEADER_NAME_MESSAGE =
      "a header's name has letters, digits and '-': for example X-Tenant";

  /** Segments of characters that no URL has to encode; neither '/' at the end nor '//'. */
  static final String PATH_PREFIX = "self.matches('^/([A-Za-z0-9._~-]+(/[A-Za-z0-9._~-]+)*)?$')";

  static final String PATH_PREFIX_MESSAGE =
      "a path prefix is '/' or segments of letters, digits, '-', '.', '_' and '~', each after one"
          + " '/', with none at the end: for example /api/v1";

  static final String NO_DOT_SEGMENTS = "!self.split('/').exists(s, s == '.' || s == '..')";

  static final String NO_DOT_SEGMENTS_MESSAGE =
      "a path has no '.' or '..' segments: write the path that is meant";

  /** Written by has() and not by optionals, of which the API server could not tell the cost. */
  static final String ROUTES_DIFFER =
      "self.all(r, self.exists_one(s,"
          + " has(r.host) == has(s.host) && (!has(r.host) || r.host == s.host)"
          + " && has(r.path) == has(s.path) && (!has(r.path) || r.path == s.path)"
          + " && has(r.pathPrefix) == has(s.pathPrefix)"
          + " && (!has(r.pathPrefix) || r.pathPrefix == s.pathPrefix)"
          + " && has(r.headers) == has(s.headers)"
          + " && (!has(r.headers) || r.headers.size() == s.headers.size()"
          + " && r.headers.all(h, s.headers.exists(g,"
          + " g.name.lowerAscii() == h.name.lowerAscii() && g.value == h.value)))))";

  static final String ROUTES_DIFFER_MESSAGE =
      "two routes match the same requests: remove one, or tell them apart by host, path or headers";

  private static final String IS_HOST = ".matches('^([*][.])?[a-z0-9]+((-+|[.])[a-z0-9]+)*$')";

  static final String HOST = "self" + IS_HOST;

  static final String HOST_MESSAGE =
      "a host is a DNS name in lower case without port, for example shop.example.com or"
          + " *.example.com";

  /** Hosts of an Ingress or HTTPRoute, each of them once; addresses are refused there. */
  static final String HOSTS =
      "self.all(h, h"
          + IS_HOST
          + " && !h.matches('^[0-9.]+$')) && self.all(h, self.exists_one(g, g == h))";

  static final String HOSTS_MESSAGE =
      "one of these is no host, or is there twice: write a DNS name in lower case without port, for"
          + " example shop.example.com or *.example.com";

  /** Of one Gateway either the whole or listeners, as the Gateway API has it. */
  static final String GATEWAYS_DIFFER =
      "self.all(p, self.exists_one(q, p.name == q.name"
          + " && has(p.__namespace__) == has(q.__namespace__)"
          + " && (!has(p.__namespace__) || p.__namespace__ == q.__namespace__)"
          + " && (!has(p.sectionName) || !has(q.sectionName) || p.sectionName == q.sectionName)))";

  static final String GATEWAYS_DIFFER_MESSAGE =
      "two parentRefs name the same Gateway: remove one, or give each a sectionName of its own";

  /** A probe's port is a number, or one of the names in the list that follows. */
  private static final String PROBED_PORTS =
      "[self.?readiness.?httpGet.?port, self.?readiness.?tcpSocket.?port,"
          + " self.?liveness.?httpGet.?port, self.?liveness.?tcpSocket.?port,"
          + " self.?startup.?httpGet.?port, self.?startup.?tcpSocket.?port].all(p,"
          + " !p.hasValue() || type(p.value()) == int || p.value() in ";

  static final String HTTP_PORT = PROBED_PORTS + "['http'])";

  static final String HTTP_PORT_MESSAGE = "the port of a probe is a number without quotes, or http";

  static final String LOAD_BALANCER_PORTS = PROBED_PORTS + "['http', 'health'])";

  static final String LOAD_BALANCER_PORTS_MESSAGE =
      "the port of a probe is a number without quotes, http or health";

  static final String DATABASE_PORT = PROBED_PORTS + "['postgresql'])";

  static final String DATABASE_PORT_MESSAGE =
      "the port of a probe is a number without quotes, or postgresql";

  /** HAProxy raises a pod's limit along with its share, from one request on. */
  static final String SLOW_START =
      "!has(self.maxConnections) || !self.?healthCheck.?slowStart.hasValue()";

  static final String SLOW_START_MESSAGE =
      "set maxConnections or healthCheck.slowStart, not both: when HAProxy starts, all pods start"
          + " slowly, each from a limit of one request";

  private Rules() {}
}
