"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from monitor import health

urlpatterns = [
    path("healthz", health.alive),
    path("readyz", health.ready),
    path("admin/desk/", include("issues.desk.urls")),
    path("admin/", admin.site.urls),
    path("api/v1/", include("issues.api.urls")),
    path("", include("issues.archive.urls")),
]

handler400 = "issues.archive.errors.bad_request"
handler403 = "issues.archive.errors.forbidden"
handler404 = "issues.archive.errors.not_found"
handler500 = "issues.archive.errors.server_error"
