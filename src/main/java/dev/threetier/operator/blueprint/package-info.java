/**
 * The objects that an application is made of, as pure functions of its spec, the operator's
 * configuration and a few observed facts. Nothing here talks to a cluster.
 */
@NullMarked
package dev.threetier.operator.blueprint;

import org.jspecify.annotations.NullMarked;
