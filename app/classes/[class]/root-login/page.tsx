import { ClassRootLogin } from './_components/class-root-login';

export default async function ClassRootLoginPage({ params }: { params: Promise<{ class: string }> }) {
  return <ClassRootLogin classId={(await params).class} />;
}
