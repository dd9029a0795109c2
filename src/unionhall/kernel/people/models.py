"""Persons and accounts."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from unionhall.kernel.people.documents import mask_number, mask_phone
from unionhall.kernel.people.secrets import EncryptedField


class Person(models.Model):
    """One row per human. Carries no credentials; who belongs where is known to membership and access."""

    class DocumentKind(models.TextChoices):
        IDENTITY = "id", _("居民身份证")
        HK_MACAO = "hkm", _("港澳居民来往内地通行证")
        TAIWAN = "tw", _("台湾居民来往大陆通行证")
        RESIDENCE = "green", _("外国人永久居留身份证")
        PASSPORT = "passport", _("护照")

    class Sex(models.TextChoices):
        MALE = "m", _("男")
        FEMALE = "f", _("女")
        UNKNOWN = "", _("未填")

    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120)  # names.normalise(name)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    born = models.DateField(null=True)
    document_kind = models.CharField(max_length=8, choices=DocumentKind.choices, blank=True)
    document = EncryptedField(blank=True)
    document_hash = models.CharField(max_length=16, blank=True)  # secrets.keyed_hash, "" when no document is known
    phone = EncryptedField(blank=True)
    phone_hash = models.CharField(max_length=16, blank=True)
    # hardly anybody is: the index below holds those alone
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False)
    created = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("document_hash",),
                condition=~models.Q(document_hash="") & models.Q(merged_into=None),
                name="people_document_once",
            ),
        )
        indexes = (
            models.Index(fields=("phone_hash",), name="people_phone"),
            models.Index(fields=("name_key",), name="people_name"),  # who comes by a unit's link says their name
            models.Index(fields=("merged_into",), condition=models.Q(merged_into__isnull=False), name="people_merged"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def masked_document(self) -> str:
        """The number of the document with its middle hidden; "" when none is known."""
        return mask_number(self.document)

    @property
    def masked_phone(self) -> str:
        """The telephone number with its middle hidden; "" when none is known."""
        return mask_phone(self.phone)


class Merge(models.Model):
    """Two files of one person made one: rows went from ``gone`` to ``kept``; both files stay, ``gone`` points to kept.

    ``moved`` is what takes it back: the ids of the rows that were moved, and what each holding wrote down. It holds
    ids, dates and keys, never names or numbers.
    """

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    unit_id = models.BigIntegerField()  # the union in whose name; units live above
    at = models.DateTimeField()
    undone = models.DateTimeField(null=True)
    moved = models.JSONField(default=dict)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("gone",), condition=models.Q(undone=None), name="people_merged_once"),
            models.CheckConstraint(condition=~models.Q(kept=models.F("gone")), name="people_merge_of_two"),
        )
        indexes = (models.Index(fields=("unit_id", "-id"), name="people_merge_unit"),)

    def __str__(self) -> str:
        return f"person {self.gone_id} merged into {self.kept_id}"


class AccountManager(BaseUserManager["Account"]):
    """Django's authentication wants one; accounts are made by actions."""

    def get_by_natural_key(self, username: str | None) -> Account:
        """The account that signs in under ``username`` (its login)."""
        return self.get(login=username)


class Account(AbstractBaseUser):
    """The right to sign in, for those who need it. ``login`` is a keyed hash of the telephone number."""

    class State(models.TextChoices):
        PENDING = "pending", _("待启用")
        ACTIVE = "active", _("启用")
        CLOSED = "closed", _("停用")

    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    login = models.CharField(max_length=43, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PENDING)
    activation_hash = models.CharField(max_length=43, blank=True)
    activation_until = models.DateTimeField(null=True)
    created = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return f"account {self.pk}"

    @property
    def is_active(self) -> bool:  # type: ignore[override]  # Django's is a plain attribute
        """Whether it may be used to sign in."""
        return self.state == self.State.ACTIVE


class OneTimeCode(models.Model):
    """A code sent to an account's telephone; only its hash is kept, for a few minutes and a few tries."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="codes")
    purpose = models.CharField(max_length=8)  # "sign-in" | "reset"
    code_hash = models.CharField(max_length=43)
    expires = models.DateTimeField()
    tries_left = models.PositiveSmallIntegerField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "purpose"), name="people_one_code"),)

    def __str__(self) -> str:
        return f"code for account {self.account_id}"


class SignInTry(models.Model):
    """A try to sign in or to have a code sent, by the login it named, known or not; never by network address."""

    login = models.CharField(max_length=43)  # keyed hash of the telephone number, as in Account
    kind = models.CharField(max_length=8)  # "password", "code", "second" (a wrong one) | "send"
    at = models.DateTimeField()
    device = models.CharField(max_length=30, blank=True)  # devices.device_of
    network = models.CharField(max_length=40, blank=True)  # devices.network_of

    class Meta:
        indexes = (models.Index(fields=("login", "kind", "at"), name="people_tries"),)

    def __str__(self) -> str:
        return f"{self.kind} at {self.at:%Y-%m-%d %H:%M}"


class Factor(models.Model):
    """Something beside the password that only the owner of an account has."""

    class Kind(models.TextChoices):
        APP = "app", _("验证器")
        PASSKEY = "passkey", _("通行密钥")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="factors")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    name = models.CharField(max_length=40)  # what the owner calls it
    secret = EncryptedField()  # of an app the shared secret, of a passkey its public key
    key_hash = models.CharField(max_length=43, blank=True)  # keyed hash of a passkey's id; "" for an app
    last_step = models.BigIntegerField(default=0)  # of an app: the time step whose code was used last
    created = models.DateTimeField()
    used = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("key_hash",), condition=~models.Q(key_hash=""), name="people_passkey_once"),
        )

    def __str__(self) -> str:
        return f"{self.kind} of account {self.account_id}"


class RecoveryCode(models.Model):
    """A code that stands in once for a lost telephone; only its hash is kept."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=43)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("account", "code_hash"), name="people_recovery_once"),)

    def __str__(self) -> str:
        return f"recovery code of account {self.account_id}"


class SignIn(models.Model):
    """Somebody came in: when, how, on what. Kept for the owner to look at, three months long."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sign_ins", db_index=False)
    at = models.DateTimeField()
    how = models.CharField(max_length=20)  # "password", "code", "slip" or "reset", and "+app", "+passkey", "+recovery"
    device = models.CharField(max_length=30, blank=True)  # devices.device_of
    network = models.CharField(max_length=40, blank=True)  # devices.network_of
    session_key = models.CharField(max_length=40, blank=True)  # of the session while it may be open
    ended = models.DateTimeField(null=True)  # by its owner; none for one that ran out

    class Meta:
        indexes = (models.Index(fields=("account", "-at"), name="people_sign_ins"),)

    def __str__(self) -> str:
        return f"account {self.account_id} came in at {self.at:%Y-%m-%d %H:%M}"
