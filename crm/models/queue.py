"""Who works in which queue: people one by one, and everybody who plays a role."""

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class QueueWorkerQuerySet(models.QuerySet["QueueWorker"]):
    """Sets of those who work in queues."""

    def of(self, user: AbstractBaseUser | AnonymousUser | int | None) -> "QueueWorkerQuerySet":
        """Where this person works, by name or by a role that they play."""
        pk = user if isinstance(user, int) else getattr(user, "pk", None)
        return self.filter(Q(person=pk) | Q(role__user=pk)) if pk else self.none()


class QueueWorker(models.Model):
    """A person, or a role, works in the queue of this code of the dictionary “queue”."""

    queue = models.SlugField(_("queue"), max_length=50)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    role = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    objects = QueueWorkerQuerySet.as_manager()

    class Meta:
        verbose_name = _("person or role of a queue")
        verbose_name_plural = _("people and roles of queues")
        ordering = ["queue", "pk"]
        default_permissions = ("change",)
        constraints = [
            models.UniqueConstraint(
                fields=["queue", "person"], condition=Q(person__isnull=False), name="person_once_a_queue"
            ),
            models.UniqueConstraint(
                fields=["queue", "role"], condition=Q(role__isnull=False), name="role_once_a_queue"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(role__isnull=True), name="queue_worker_is_one_of_both"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.queue}: {self.person or self.role}"
