/** Used when the CRD is generated, at build time only. */
@NullMarked
package dev.threetier.operator.crd;

import org.jspecify.annotations.NullMarked;
