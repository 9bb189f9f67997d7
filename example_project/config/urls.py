"""URLs of the example province: its own pages, and one include for dvcq_workflow."""

from __future__ import annotations

from accounts.views import Login
from django.contrib import admin
from django.contrib.auth import views as auth_views
from django.urls import include, path

admin.site.site_header = admin.site.site_title = "Quản trị hệ thống – tỉnh Trà Vinh"

urlpatterns = [
    path("", include("documents.urls")),
    path("dang-nhap/", Login.as_view(), name="login"),
    path("dang-xuat/", auth_views.LogoutView.as_view(), name="logout"),
    path("quan-tri/", admin.site.urls),
    path("dan-van/", include("dvcq_workflow.urls")),
]
