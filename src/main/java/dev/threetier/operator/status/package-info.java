/**
 * What is told of an application, as pure functions of its spec, the observed objects and the time.
 * Nothing here talks to a cluster.
 */
@NullMarked
package dev.threetier.operator.status;

import org.jspecify.annotations.NullMarked;
