/** What the operator writes and reads of CloudNativePG's resources, and no more of them. */
@NullMarked
package dev.threetier.operator.api.cloudnativepg;

import org.jspecify.annotations.NullMarked;
